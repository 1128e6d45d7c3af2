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

/** What a check is measured by that its options do not say. */
export interface CheckDefaults {
  /** The path of the service's readiness. */
  readyPath: string;
  /** How long the service may take to say whether it is ready, in milliseconds: Consul must wait longer. */
  readinessMs: number;
}

/** By how much Consul must wait longer than the probes may take, in milliseconds: for the way there and back. */
export const CHECK_MARGIN_MS = 250;

const FIELDS = {
  http: ['type', 'name', 'path', 'intervalMs', 'timeoutMs'],
  tcp: ['type', 'name', 'intervalMs', 'timeoutMs'],
  grpc: ['type', 'name', 'service', 'tls', 'intervalMs', 'timeoutMs'],
  ttl: ['type', 'name', 'ttlMs'],
} as const;
const DEFAULT_CHECK: CheckOptions = { type: 'http', name: 'ready' };
const TYPES = ['http', 'tcp', 'grpc', 'ttl'];
const TIMES = ['intervalMs', 'timeoutMs', 'ttlMs'] as const;

/** Reads the checks; notes everything that is wrong with them. */
export function readChecks(given: unknown, defaults: CheckDefaults, reader: OptionReader): Check[] {
  if (given === undefined) return [complete(DEFAULT_CHECK, defaults)];
  if (!Array.isArray(given) || given.length === 0) {
    reader.problem(`\`checks\` wants a list with at least one check, got ${shown(given)}`);
    return [];
  }
  const checks = given
    .filter((check, index) => isCheck(check, index, reader))
    .map((check) => complete(check, defaults));
  const names = checks.map(({ name }) => name);
  for (const name of new Set(names.filter((one, index) => names.indexOf(one) < index)))
    reader.problem(`\`checks\` wants a \`name\` of its own for each check, got ${shown(name)} twice`);
  checks.forEach((check, index) => {
    nests(check, index, { defaults, reader });
  });
  return checks;
}

/** Consul must hear why the service is not ready: it may not lose patience before the probes do. */
function nests(
  check: Check,
  index: number,
  { defaults, reader }: { defaults: CheckDefaults; reader: OptionReader },
): void {
  if (check.type !== 'http' || check.path !== defaults.readyPath) return;
  const least = defaults.readinessMs + CHECK_MARGIN_MS;
  if (check.timeoutMs < least)
    reader.problem(
      `\`checks[${index}].timeoutMs\` wants at least ${least}, ${CHECK_MARGIN_MS} more than \`readinessTimeoutMs\`, or Consul never hears why a probe fails; got ${check.timeoutMs}`,
    );
}

function isCheck(check: unknown, index: number, reader: OptionReader): check is CheckOptions {
  const {
    type,
    name = '',
    path = '/',
    ...rest
  } = (check ?? {}) as CheckOptions & { path?: unknown } & Record<(typeof TIMES)[number], unknown>;
  const wrong = (wants: string, got: unknown) => {
    reader.problem(`\`checks[${index}]\` wants ${wants}, got ${shown(got)}`);
    return false;
  };
  if (!TYPES.includes(type)) return wrong('a type of "http", "tcp", "grpc" or "ttl"', type);
  reader.onlyKnown(check, FIELDS[type], `checks[${index}].`);
  if (name !== '' && !/^[a-z0-9-]{1,64}$/i.test(name))
    return wrong('a name of letters, digits and dashes', name);
  if (typeof path !== 'string' || !/^\/[!-~]*$/.test(path))
    return wrong('a path that begins with a slash and has no spaces', path);
  for (const time of TIMES) {
    const value = rest[time];
    if (value !== undefined && !(Number.isInteger(value) && (value as number) >= 100))
      return wrong(`${time} to be a whole number of milliseconds from 100 on`, value);
  }
  return true;
}

function complete(check: CheckOptions, { readyPath, readinessMs }: CheckDefaults): Check {
  const name = check.name ?? check.type;
  const times = { intervalMs: 1_000, timeoutMs: 1_000 };
  switch (check.type) {
    case 'http': {
      const path = check.path ?? readyPath;
      const needed = path === readyPath ? readinessMs + CHECK_MARGIN_MS : 0;
      return { ...times, timeoutMs: Math.max(times.timeoutMs, needed), ...check, path, name };
    }
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
