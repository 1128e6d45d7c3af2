import type { ConfigSource } from '../haproxy/index.js';
import { resolveOptions, type VerifyOptions } from '../options/options.js';
import type { Track } from '../terms/track.js';
import { quoted, UsageError } from '../text/usage-error.js';
import { readArmFlags } from './arm-flags.js';
import type { CommandInput, Environment } from './command.js';
import { haproxyFiles } from './config/haproxy-files.js';
import type { FlagValues } from './flags/table.js';
import { readHeaderFlags } from './header-flags.js';
import { decimalNumber, mapped, milliseconds, wholeNumber } from './written-values.js';

/** The options of `verify` that flags ask for, with the files that they name. Throws a UsageError when one cannot be read. */
export async function verifyOptions({ values, operands, env }: CommandInput): Promise<VerifyOptions> {
  const { expect, tolerance, leak, confidence, path, by, canary, stable, instance, method, body, insecure } =
    values;
  const options = {
    target: operands[0],
    ...{ expect, tolerance, leak, confidence, path, by, canary, stable, instance, method, body, insecure },
    ...{ caCert: values.cacert, cert: values.cert, key: values.key },
    ...{ connectTo: values['connect-to'], resolve: values.resolve, unixSocket: values['unix-socket'] },
    followRedirects: values.location,
    maxFailures: values['max-failures'],
    maxErrors: values['max-errors'],
    worseRatio: mapped(values['worse-ratio'], (text) => decimalNumber('worseRatio', text)),
    headers: readHeaderFlags(values.header ?? []),
    arms: values.arm === undefined ? undefined : readArmFlags(values.arm),
    secondHop: values['second-hop'],
    differsBeyond: readDecide(values),
    replicas: mapped(values.replicas, readReplicas),
    consul: values.consul,
    consulToken: values.consul === undefined ? undefined : env.CONSUL_HTTP_TOKEN,
    haproxyStats: values['haproxy-stats'],
    haproxyConfig: await readHaproxyFiles(await haproxyFiles(values.config), env),
    services: mapped(values.services, readServiceNames),
    connectionMode: values['connection-mode'] as VerifyOptions['connectionMode'],
    rate: mapped(values.rate, (text) => decimalNumber('rate', text)),
    overMs: mapped(values.over, (text) => milliseconds('overMs', text)),
    http2: values.http2,
    proxyProtocol: values['proxy-protocol'],
    connections: mapped(values.connections, (text) => wholeNumber('connections', text)),
    maxRequests: mapped(values['max-requests'], (text) => wholeNumber('maxRequests', text)),
    settleMs: mapped(values.settle, (text) => milliseconds('settle', text)),
    maxTimeMs: mapped(values['max-time'], (text) => milliseconds('maxTime', text)),
    timeoutMs: mapped(values.timeout, (text) => milliseconds('timeout', text)),
  };
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}

/** Whether `verify` would take what flags ask for: throws a UsageError where it would. */
export async function checkOptions(asked: CommandInput): Promise<void> {
  const options = await verifyOptions(asked);
  if (options.expect !== 'auto') resolveOptions(options);
  else (await import('../explain/expected/auto-expectation.js')).checkedAuto(options);
}

/** The reader is loaded only where there is something to read. */
async function readHaproxyFiles(
  files: readonly ConfigSource[],
  env: Environment,
): Promise<VerifyOptions['haproxyConfig']> {
  if (files.length === 0) return undefined;
  const { readHaproxyConfig } = await import('../haproxy/index.js');
  return readHaproxyConfig(files, env);
}

function readDecide(values: FlagValues): VerifyOptions['differsBeyond'] {
  if (values.decide && values['decide-half'])
    throw new UsageError('decide', 'and --decide-half exclude each other: use one of them');
  return values.decide ? 'share' : values['decide-half'] ? 'half' : undefined;
}

/** Reads "9+1": nine stable replicas and one canary. */
function readReplicas(text: string): VerifyOptions['replicas'] {
  const [, stable, canary] = /^(\d+)\+(\d+)$/.exec(text) ?? [];
  if (stable === undefined || canary === undefined)
    throw new UsageError(
      'replicas',
      `must be stable and canary replicas, for example 9+1; got ${quoted(text)}`,
    );
  return { stable: Number(stable), canary: Number(canary) };
}

/** Reads "service-v1+service-v2": the stable service and the canary's; "credit" is one service. Throws a UsageError. */
export function readServiceNames(text: string): Readonly<Record<Track, string>> {
  const [, stable, canary] = /^([^\s+]+)\+([^\s+]+)$/.exec(text) ?? [];
  if (stable !== undefined && canary !== undefined) return { stable, canary };
  if (/^[^\s+]+$/.test(text)) return { stable: text, canary: text };
  throw new UsageError(
    'services',
    `must be the stable and the canary service, for example shop-v1+shop-v2, or one service; got ${quoted(text)}`,
  );
}
