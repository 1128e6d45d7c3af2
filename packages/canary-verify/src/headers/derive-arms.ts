import {
  type HaproxyConfig,
  loadConfiguration,
  loadPatternFiles,
  readHaproxyConfig,
  routingRules,
  type ServerPool,
  serverPools,
} from '../haproxy/index.js';
import { type ResolvedOptions, resolveOptions, type VerifyOptions } from '../options/options.js';
import { printable } from '../text/printable.js';
import { UsageError } from '../text/usage-error.js';
import { frontendFor } from './frontend-for.js';
import { type HeaderArms, headerArms, type ProbedArm, type Unverified } from './header-arms.js';
import type { HeadersOptions } from './headers-options.js';
import { ownAddress } from './own-address.js';
import { probedArms } from './probed-arms.js';
import { versionsBehind } from './versions-behind.js';

/** HAProxy's configuration as it was given. Throws a UsageError. */
export function readConfiguration({
  haproxyConfig,
  config,
  env = process.env,
}: HeadersOptions): HaproxyConfig {
  if (haproxyConfig !== undefined) return haproxyConfig;
  if (config === undefined)
    throw new UsageError('config', "is missing: HAProxy's configuration, for example haproxy.cfg");
  const files = typeof config === 'string' ? [config] : config;
  return readHaproxyConfig(loadConfiguration(files, 'config'), env);
}

/** The arms that a configuration gives, what is taken for granted, and what it leaves open. Throws a UsageError. */
export async function deriveArms(
  options: HeadersOptions,
  read: HaproxyConfig,
): Promise<Omit<HeaderArms, 'arms'> & { arms: NonNullable<VerifyOptions['arms']> }> {
  if (options.followRedirects)
    throw new UsageError('followRedirects', 'cannot be used: the rules are read for the target as it is');
  if (options.quick && options.secondHop !== undefined)
    throw new UsageError(
      'quick',
      'and `secondHop` exclude each other: the second hop is shown for each kind by itself',
    );
  const resolved = withoutArms(options);
  const { frontend: named, canaryBackend } = options;
  const rules = routingRules(read, loadPatternFiles(read).files);
  const frontend = frontendFor(read, portOf(resolved), named);
  const source = await ownAddress(resolved);
  const { arms: probed, open } = probedArms({ rules, frontend, options: resolved, source });
  const pools = serverPools(read);
  if (!probed.some(({ kind }) => kind === 'marked')) throw noMark(frontend, probed, { open, pools });
  const of = (kind: ProbedArm['kind']) =>
    probed.filter((arm) => arm.kind === kind).map((arm) => arm.deduction);
  const reached = { unmarked: of('unmarked'), marked: of('marked') };
  const versions = versionsBehind(reached, pools, canaryBackend);
  const { arms, assumed, unverified } = headerArms(probed, {
    versions,
    unmarked: options.expect,
    quick: options.quick ?? false,
  });
  return { arms: [...arms, ...(options.arms ?? [])], assumed, unverified: [...unverified, ...open] };
}

/** The options, without the kinds of request. */
function withoutArms({ expect: _, tolerance: _size, ...options }: HeadersOptions): ResolvedOptions {
  return resolveOptions({ ...options, arms: [{ name: 'unmarked', expect: '0%' }] });
}

function portOf({ target, request: { via: way } }: ResolvedOptions): number {
  if (way.kind === 'elsewhere') return way.port;
  return Number(target.port) || (target.protocol === 'https:' ? 443 : 80);
}

/** The first reason that can be given, with its place. */
function noMark(
  frontend: string,
  [unmarked]: readonly ProbedArm[],
  { open, pools }: { open: readonly Unverified[]; pools: readonly ServerPool[] },
): UsageError {
  const unknown = unmarked?.deduction.unknown ?? [];
  const [reason] = [...unknown.map(({ place: rule, why }) => ({ rule, why })), ...open];
  const place =
    reason?.rule === null || reason === undefined ? '' : `${reason.rule.file}:${reason.rule.line}: `;
  const why = reason === undefined ? '' : ` (${printable(`${place}${reason.why}`, 200)})`;
  return new UsageError(
    'config',
    `has no header that is known to send a request of frontend ${printable(frontend)} to another backend` +
      `${why}${leadsOnText(unmarked, pools)}`,
  );
}

/** HAProxy may speak to itself: the rules about headers are another frontend's then. */
function leadsOnText(unmarked: ProbedArm | undefined, pools: readonly ServerPool[]): string {
  const reached = new Set(
    unmarked?.deduction.destinations.flatMap(({ destination }) =>
      destination.kind === 'backend' ? [destination.name] : [],
    ),
  );
  for (const { name, servers } of pools.filter((pool) => reached.has(pool.name))) {
    const further = servers.find(({ leadsOn }) => leadsOn !== null)?.leadsOn;
    if (typeof further === 'string')
      return `. Its backend ${printable(name)} leads on to ${printable(further)}; to verify the rules there, name it as the frontend (--frontend)`;
  }
  return '';
}
