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

/** What a check is measured by that its options do not say. */
export interface CheckDefaults {
  /** The paths of the service's readiness; its check asks the first. */
  readyPaths: readonly string[];
  /** How long the service may take to say whether it is ready, in milliseconds: Consul must wait longer. */
  readinessMs: number;
  /** Whether it asks anybody before it says so. */
  hasProbes: boolean;
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
  const checks = given.flatMap((check, index) => {
    if (!isCheck(check, index, reader)) return [];
    const read = complete(check, defaults);
    nests(read, index, { defaults, reader });
    return [read];
  });
  const names = checks.map(({ name }) => name);
  for (const name of new Set(names.filter((one, index) => names.indexOf(one) < index)))
    reader.problem(`\`checks\` wants a \`name\` of its own for each check, got ${shown(name)} twice`);
  return checks;
}

/** Consul must hear why the service is not ready: it may not lose patience before the probes do. */
function nests(
  check: Check,
  index: number,
  { defaults, reader }: { defaults: CheckDefaults; reader: OptionReader },
): void {
  const wants = (time: string, least: number, got: number) => {
    if (got < least)
      reader.problem(
        `\`checks[${index}].${time}\` wants at least ${least}, with \`readinessTimeoutMs\` ${defaults.readinessMs}, or Consul never hears why a probe fails; got ${got}`,
      );
  };
  if (check.type === 'http') wants('timeoutMs', leastTimeoutMs(check.path, defaults), check.timeoutMs);
  if (check.type === 'ttl') wants('ttlMs', leastTtlMs(defaults), check.ttlMs);
}

/** For a check of the service's readiness, under whichever of its paths; 0 for others. */
function leastTimeoutMs(path: string, { readyPaths, readinessMs }: CheckDefaults): number {
  const [asked = ''] = path.split('?', 1);
  return readyPaths.includes(asked) ? readinessMs + CHECK_MARGIN_MS : 0;
}

/** After a third of the time the service is asked whether it is ready, and its answer must come before the rest is over. */
function leastTtlMs({ readinessMs, hasProbes }: CheckDefaults): number {
  return hasProbes ? Math.ceil(readinessMs * 1.5) + CHECK_MARGIN_MS : 0;
}

function isCheck(check: unknown, index: number, reader: OptionReader): check is CheckOptions {
  const {
    type,
    name = type,
    path = '/',
    service = '',
    tls = false,
    ...rest
  } = (check ?? {}) as CheckOptions & Record<'path' | 'service' | 'tls' | (typeof TIMES)[number], unknown>;
  const wrong = (wants: string, got: unknown) => {
    reader.problem(`\`checks[${index}]\` wants ${wants}, got ${shown(got)}`);
    return false;
  };
  if (!TYPES.includes(type)) return wrong('a type of "http", "tcp", "grpc" or "ttl"', type);
  reader.onlyKnown(check, FIELDS[type], `checks[${index}].`);
  if (typeof name !== 'string' || !/^[a-z0-9-]{1,64}$/i.test(name))
    return wrong('a name of letters, digits and dashes', name);
  if (typeof path !== 'string' || !/^\/[!-~]*$/.test(path))
    return wrong('a path that begins with a slash and has no spaces', path);
  if (typeof service !== 'string' || !/^[\w.-]*$/.test(service))
    return wrong('the name of a gRPC service', service);
  if (typeof tls !== 'boolean') return wrong('tls to be true or false', tls);
  for (const time of TIMES) {
    const value = rest[time];
    if (value !== undefined && !(Number.isInteger(value) && (value as number) >= 100))
      return wrong(`${time} to be a whole number of milliseconds from 100 on`, value);
  }
  return true;
}

function complete(check: CheckOptions, defaults: CheckDefaults): Check {
  const name = check.name ?? check.type;
  const times = { intervalMs: 1_000, timeoutMs: 1_000 };
  switch (check.type) {
    case 'http': {
      const path = check.path ?? defaults.readyPaths[0] ?? '/';
      const timeoutMs = Math.max(times.timeoutMs, leastTimeoutMs(path, defaults));
      return { ...times, timeoutMs, ...check, path, name };
    }
    case 'tcp':
      return { ...times, ...check, name };
    case 'grpc':
      return { service: '', tls: false, ...times, ...check, name };
    case 'ttl':
      return { ttlMs: Math.max(10_000, leastTtlMs(defaults)), ...check, name };
  }
}
