import type { Identity } from '../identity.js';
import { urlOf } from '../identity.js';
import { type OptionReader, shown } from '../option-reader.js';

/** How Consul finds out whether the service is well. Times are in milliseconds. */
export type CheckOptions = (
  | { type: 'http'; path?: string; intervalMs?: number; timeoutMs?: number }
  | { type: 'tcp'; intervalMs?: number; timeoutMs?: number }
  | { type: 'grpc'; service?: string; tls?: boolean; intervalMs?: number; timeoutMs?: number }
  /** The service reports its own readiness, three times within each `ttlMs`. */
  | { type: 'ttl'; ttlMs?: number }
) & {
  /** Tells checks of the same type apart; part of the check's fixed id. Default: the type. */
  name?: string;
};

/** {@link CheckOptions}, complete. */
export type Check = { name: string } & (
  | { type: 'http'; path: string; intervalMs: number; timeoutMs: number }
  | { type: 'tcp'; intervalMs: number; timeoutMs: number }
  | { type: 'grpc'; service: string; tls: boolean; intervalMs: number; timeoutMs: number }
  | { type: 'ttl'; ttlMs: number }
);

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
  TTL?: string;
  Interval?: string;
  Timeout?: string;
}

const DEFAULT_CHECK: CheckOptions = { type: 'http', name: 'ready' };
const TYPES = ['http', 'tcp', 'grpc', 'ttl'];
const TIMES = ['intervalMs', 'timeoutMs', 'ttlMs'] as const;

/** Reads the checks; notes everything that is wrong with them. */
export function readChecks(given: unknown, reader: OptionReader): Check[] {
  if (given === undefined) return [complete(DEFAULT_CHECK)];
  if (!Array.isArray(given) || given.length === 0) {
    reader.problem(`\`checks\` wants a list with at least one check, got ${shown(given)}`);
    return [];
  }
  const checks = given.filter((check, index) => isCheck(check, index, reader)).map(complete);
  const names = checks.map(({ name }) => name);
  for (const name of new Set(names.filter((one, index) => names.indexOf(one) < index)))
    reader.problem(`\`checks\` wants a \`name\` of its own for each check, got ${shown(name)} twice`);
  return checks;
}

function isCheck(check: unknown, index: number, reader: OptionReader): check is CheckOptions {
  const {
    type,
    name = '',
    ...rest
  } = (check ?? {}) as CheckOptions & Record<(typeof TIMES)[number], unknown>;
  const wrong = (wants: string, got: unknown) => {
    reader.problem(`\`checks[${index}]\` wants ${wants}, got ${shown(got)}`);
    return false;
  };
  if (!TYPES.includes(type)) return wrong('a type of "http", "tcp", "grpc" or "ttl"', type);
  if (name !== '' && !/^[a-z0-9-]{1,64}$/i.test(name))
    return wrong('a name of letters, digits and dashes', name);
  for (const time of TIMES) {
    const value = rest[time];
    if (value !== undefined && !(Number.isInteger(value) && (value as number) >= 100))
      return wrong(`${time} to be a whole number of milliseconds from 100 on`, value);
  }
  return true;
}

function complete(check: CheckOptions): Check {
  const name = check.name ?? check.type;
  const times = { intervalMs: 1_000, timeoutMs: 1_000 };
  switch (check.type) {
    case 'http':
      return { path: '/health/ready', ...times, ...check, name };
    case 'tcp':
      return { ...times, ...check, name };
    case 'grpc':
      return { service: '', tls: false, ...times, ...check, name };
    case 'ttl':
      return { ttlMs: 10_000, ...check, name };
  }
}

/** The id is fixed: with the same id a new registration keeps the status that the check had. */
export function checkId(instance: string, { name }: Check): string {
  return `${instance}-${name}`;
}

/** The body for Consul. `deregisterAfterMs` is how long a check may be critical before Consul removes the service. */
export function checkBody(identity: Identity, check: Check, deregisterAfterMs: number): CheckBody {
  return {
    CheckID: checkId(identity.instance, check),
    Name: check.name,
    DeregisterCriticalServiceAfter: `${deregisterAfterMs}ms`,
    ...probe(identity, check),
  };
}

function probe(identity: Identity, check: Check): Partial<CheckBody> {
  if (check.type === 'ttl') return { TTL: `${check.ttlMs}ms` };
  const times = { Interval: `${check.intervalMs}ms`, Timeout: `${check.timeoutMs}ms` };
  const hostAndPort = urlOf(identity).replace('http://', '');
  if (check.type === 'http') return { HTTP: urlOf(identity) + check.path, Method: 'GET', ...times };
  if (check.type === 'tcp') return { TCP: hostAndPort, ...times };
  const service = check.service === '' ? '' : `/${check.service}`;
  return { GRPC: hostAndPort + service, GRPCUseTLS: check.tls, ...times };
}
