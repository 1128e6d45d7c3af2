import { quoted, UsageError } from '../errors.js';
import type { VerifyOptions } from '../options.js';
import { type Environment, parseFlags } from './flags.js';
import { type Reporter, readReporters } from './reporters.js';

/** What the command line asks for. */
export type Command =
  | { kind: 'help' }
  | { kind: 'version' }
  | { kind: 'verify'; options: VerifyOptions; reporters: readonly Reporter[]; quiet: boolean };

/** Reads the command line (without the program's name) and the environment. Throws a UsageError when they cannot be read. */
export function readArguments(argv: readonly string[], env: Environment): Command {
  const { values, target } = parseFlags(argv, env);
  if (values.help) return { kind: 'help' };
  if (values.version) return { kind: 'version' };
  const {
    expect,
    tolerance,
    leak,
    confidence,
    path,
    by,
    canary,
    stable,
    method,
    body,
    insecure,
    cacert: caCert,
    cert,
    key,
    'connect-to': connectTo,
    'unix-socket': unixSocket,
    'max-failures': maxFailures,
  } = values;
  const options = {
    target,
    ...{ expect, tolerance, leak, confidence, path, by, canary, stable, maxFailures },
    ...{ method, body, insecure, caCert, cert, key, connectTo, unixSocket },
    headers: readHeaderFlags(values.header ?? []),
    differsBeyond: readDecide(values),
    replicas: mapped(values.replicas, readReplicas),
    consul: values.consul,
    consulToken: values.consul === undefined ? undefined : env.CONSUL_HTTP_TOKEN,
    services: mapped(values.services, readServices),
    connectionMode: values['connection-mode'] as VerifyOptions['connectionMode'],
    connections: mapped(values.connections, (text) => wholeNumber('connections', text)),
    maxRequests: mapped(values['max-requests'], (text) => wholeNumber('maxRequests', text)),
    maxTimeMs: mapped(values['max-time'], (text) => milliseconds('maxTime', text)),
    timeoutMs: mapped(values.timeout, (text) => milliseconds('timeout', text)),
  };
  return {
    kind: 'verify',
    options: Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)),
    reporters: readReporters(values.reporter ?? [], values.json ?? false),
    quiet: values.quiet ?? false,
  };
}

function mapped<Value>(text: string | undefined, map: (text: string) => Value): Value | undefined {
  return text === undefined ? undefined : map(text);
}

function readDecide(values: { decide?: boolean; 'decide-half'?: boolean }): VerifyOptions['differsBeyond'] {
  if (values.decide && values['decide-half'])
    throw new UsageError('decide', 'and --decide-half exclude each other: give one of them');
  return values.decide ? 'share' : values['decide-half'] ? 'half' : undefined;
}

/** Reads "9+1": nine stable replicas and one canary. */
function readReplicas(text: string): VerifyOptions['replicas'] {
  const [, stable, canary] = /^(\d+)\+(\d+)$/.exec(text) ?? [];
  if (stable === undefined || canary === undefined)
    throw new UsageError('replicas', `wants stable and canary, such as 9+1, got ${quoted(text)}`);
  return { stable: Number(stable), canary: Number(canary) };
}

/** Reads "service-v1+service-v2": the stable service and the canary's. */
function readServices(text: string): VerifyOptions['services'] {
  const [, stable, canary] = /^([^\s+]+)\+([^\s+]+)$/.exec(text) ?? [];
  if (stable !== undefined && canary !== undefined) return { stable, canary };
  throw new UsageError('services', `wants stable and canary, such as shop-v1+shop-v2, got ${quoted(text)}`);
}

function readHeaderFlags(flags: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    flags.map((flag) => {
      const colon = flag.indexOf(':');
      if (colon < 1) throw new UsageError('header', `wants 'Name: value', got ${quoted(flag)}`);
      return [flag.slice(0, colon).trim(), flag.slice(colon + 1).trim()];
    }),
  );
}

function wholeNumber(option: string, text: string): number {
  if (/^\d+$/.test(text)) return Number(text);
  throw new UsageError(option, `wants a whole number, got ${quoted(text)}`);
}

const UNITS_MS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 } as const;

/** Reads "500ms", "30s", "2m"; a bare number is seconds, as in ab and hey. */
function milliseconds(option: string, text: string): number {
  const [, digits, unit = 's'] = /^(\d+(?:\.\d+)?)(ms|s|m|h)?$/.exec(text) ?? [];
  if (digits !== undefined) return Math.round(Number(digits) * UNITS_MS[unit as keyof typeof UNITS_MS]);
  throw new UsageError(option, `wants a time such as 500ms, 30s or 2m, got ${quoted(text)}`);
}
