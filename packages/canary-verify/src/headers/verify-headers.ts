import {
  type HaproxyConfig,
  loadConfiguration,
  loadPatternFiles,
  readHaproxyConfig,
  routingRules,
} from '../haproxy/index.js';
import { type ResolvedOptions, resolveOptions, type VerifyOptions } from '../options/options.js';
import { printable } from '../text/printable.js';
import { UsageError } from '../text/usage-error.js';
import type { Diagnosis } from '../verdict/diagnosis.js';
import type { Verdict } from '../verdict/verdict.js';
import { verify } from '../verify.js';
import { backendsByVersion, type ReachedBackends } from './backends-by-version.js';
import { frontendFor } from './frontend-for.js';
import { type HeaderArms, headerArms, type ProbedArm, type Unverified } from './header-arms.js';
import { ownAddress } from './own-address.js';
import { probedArms } from './probed-arms.js';

/** What `verifyHeaders` can be told: all that `verify` can, and what to derive the kinds of request from. */
export interface HeadersOptions extends VerifyOptions {
  /** HAProxy's configuration: its files in their order, or folders of them. Or give it as `haproxyConfig`, read. */
  config?: string | readonly string[];
  /** HAProxy's environment, for variables in `config`. Default: that of this process. */
  env?: Readonly<Record<string, string | undefined>>;
  /** The `frontend` or `listen` that is asked. Default: the only one, or the one that listens on the target's port. */
  frontend?: string;
  /** The backend that holds the canary. Default: the one with this word in its name, or the one of two with less traffic. */
  canaryBackend?: string;
  /**
   * The canary's share of unmarked requests, and of all that go by the same rules; `auto` as for `verify`. Default: what the
   * rules say.
   */
  expect?: string | number;
}

/**
 * Derives from HAProxy's configuration which requests must reach the canary and which must not, sends all kinds of them in
 * turn, and returns the verdict: an arm for each. What the rules leave open is not asserted: `diagnosis` names it,
 * `not-verified`. Servers that rules count (`nbsrv`) are taken to be up: `assumed-up`. Arms of one's own (`arms`) come beside them.
 *
 * @throws UsageError when the configuration has no header to insert, or another option cannot be used; nothing is sent then.
 *
 * @example
 * const verdict = await verifyHeaders({ target: 'http://localhost:48151/version', config: 'haproxy.cfg' });
 * for (const { name, verdict: outcome } of verdict.arms) console.log(outcome, name);
 */
export async function verifyHeaders(options: HeadersOptions): Promise<Verdict> {
  const haproxyConfig = configurationOf(options);
  const { expect, taken } = await unmarkedShare(options, haproxyConfig);
  const { expect: _, ...others } = options;
  const { arms, assumed, unverified } = await derivedArms(
    expect === undefined ? others : { ...others, expect },
    haproxyConfig,
  );
  const verdict = await verify({ ...others, haproxyConfig, arms });
  return { ...verdict, diagnosis: [...verdict.diagnosis, ...taken, ...assumed, ...unverified] };
}

/** What is expected of unmarked requests, and for `auto` where it was taken from. */
async function unmarkedShare(
  { arms: _, ...options }: HeadersOptions,
  haproxyConfig: HaproxyConfig,
): Promise<{ expect: HeadersOptions['expect']; taken: Diagnosis[] }> {
  if (options.expect !== 'auto') return { expect: options.expect, taken: [] };
  const { autoExpectation } = await import('../explain/expected/auto-expectation.js');
  const { options: told, taken } = await autoExpectation({ ...options, haproxyConfig });
  return { expect: told.expect, taken: [{ kind: 'expectation-taken', ...taken }] };
}

/** HAProxy's configuration as it was given. Throws a UsageError. */
export function configurationOf({ haproxyConfig, config, env = process.env }: HeadersOptions): HaproxyConfig {
  if (haproxyConfig !== undefined) return haproxyConfig;
  if (config === undefined)
    throw new UsageError('config', "is missing: HAProxy's configuration, such as haproxy.cfg");
  const files = typeof config === 'string' ? [config] : config;
  return readHaproxyConfig(loadConfiguration(files, 'config'), env);
}

/** The arms that a configuration gives, what is taken for granted, and what it leaves open. Throws a UsageError. */
export async function derivedArms(
  options: HeadersOptions,
  read: HaproxyConfig,
): Promise<Omit<HeaderArms, 'arms'> & { arms: NonNullable<VerifyOptions['arms']> }> {
  if (options.followRedirects)
    throw new UsageError('followRedirects', 'has no place here: the rules are read for the target as it is');
  const resolved = withoutArms(options);
  const { frontend: named, canaryBackend } = options;
  const rules = routingRules(read, loadPatternFiles(read).files);
  const frontend = frontendFor(read, portOf(resolved), named);
  const source = await ownAddress(resolved);
  const { arms: probed, open } = probedArms({ rules, frontend, options: resolved, source });
  if (!probed.some(({ kind }) => kind === 'marked')) throw noMark(frontend, probed, open);
  const backends = backendsByVersion(reached(probed), canaryBackend);
  const { arms, assumed, unverified } = headerArms(probed, { backends, unmarked: options.expect });
  return { arms: [...arms, ...(options.arms ?? [])], assumed, unverified: [...unverified, ...open] };
}

/** What is asked, but for the kinds of request. */
function withoutArms({ expect: _, tolerance: _size, ...options }: HeadersOptions): ResolvedOptions {
  return resolveOptions({ ...options, arms: [{ name: 'unmarked', expect: '0%' }] });
}

function portOf({ target, request: { via: way } }: ResolvedOptions): number {
  if (way.kind === 'elsewhere') return way.port;
  return Number(target.port) || (target.protocol === 'https:' ? 443 : 80);
}

function reached(probed: readonly ProbedArm[]): ReachedBackends {
  const backendsOf = ({ deduction }: ProbedArm) =>
    deduction.destinations.flatMap(({ destination, share }) =>
      destination.kind === 'backend' ? [[destination.name, share] as const] : [],
    );
  const of = (kind: ProbedArm['kind']) => probed.filter((arm) => arm.kind === kind).flatMap(backendsOf);
  return { unmarked: new Map(of('unmarked')), marked: new Set(of('marked').map(([name]) => name)) };
}

/** The first reason that can be given, with its place. */
function noMark(frontend: string, [unmarked]: readonly ProbedArm[], open: readonly Unverified[]): UsageError {
  const unknown = unmarked?.deduction.unknown ?? [];
  const [reason] = [...unknown.map(({ place: rule, why }) => ({ rule, why })), ...open];
  const place =
    reason?.rule === null || reason === undefined ? '' : `${reason.rule.file}:${reason.rule.line}: `;
  return new UsageError(
    'config',
    `has no header that is known to send a request of frontend ${printable(frontend)} to another backend` +
      `${reason === undefined ? '' : ` (${printable(`${place}${reason.why}`, 200)})`}`,
  );
}
