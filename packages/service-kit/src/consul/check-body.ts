import { urlOf } from '../identity.js';
import type { Check } from './checks.js';

/** A check as Consul's agent takes it. */
export interface CheckBody {
  CheckID: string;
  Name: string;
  DeregisterCriticalServiceAfter: string;
  HTTP?: string;
  Method?: string;
  TCP?: string;
  GRPC?: string;
  GRPCUseTLS?: boolean;
  TLSSkipVerify?: boolean;
  TTL?: string;
  Interval?: string;
  Timeout?: string;
}

/** Where Consul asks: the service, or the port of its own endpoints. */
export interface CheckedAt {
  /** The service itself. */
  address: string;
  port: number;
  /** What serves the paths of its health: the same address, and perhaps another port. */
  endpointsPort: number;
  endpointsProtocol: 'http' | 'https';
}

/** The id is fixed: with the same id a new registration keeps the status that the check had. */
export function checkId(instance: string, { name }: Check): string {
  return `${instance}-${name}`;
}

/** The body for Consul. `deregisterAfterMs` is how long a check may be critical before Consul removes the service. */
export function checkBody(
  instance: string,
  checked: CheckedAt,
  { check, deregisterAfterMs }: { check: Check; deregisterAfterMs: number },
): CheckBody {
  return {
    CheckID: checkId(instance, check),
    Name: check.name,
    DeregisterCriticalServiceAfter: `${deregisterAfterMs}ms`,
    ...probe(checked, check),
  };
}

function probe(checked: CheckedAt, check: Check): Partial<CheckBody> {
  if (check.type === 'ttl') return { TTL: `${check.ttlMs}ms` };
  const times = { Interval: `${check.intervalMs}ms`, Timeout: `${check.timeoutMs}ms` };
  const { address, endpointsPort, endpointsProtocol } = checked;
  if (check.type === 'http') {
    const secure = endpointsProtocol === 'https';
    const url = urlOf({ address, port: endpointsPort, protocol: endpointsProtocol });
    // The certificate names the service, not the address at which its own agent asks it.
    return { HTTP: url + check.path, Method: 'GET', ...(secure && { TLSSkipVerify: true }), ...times };
  }
  const hostAndPort = urlOf({ ...checked, protocol: 'http' }).replace('http://', '');
  if (check.type === 'tcp') return { TCP: hostAndPort, ...times };
  const service = check.service === '' ? '' : `/${check.service}`;
  return { GRPC: hostAndPort + service, GRPCUseTLS: check.tls, ...times };
}
