import { printable } from '../../text/printable.js';
import { quoted, UsageError } from '../../text/usage-error.js';
import { groupName } from '../backends/server-groups.js';
import type { PooledServer, ServerPool } from '../backends/server-pool.js';
import { serverNamed } from '../backends/serving.js';
import type { VersionName } from './inspection.js';

/** The user's names for the versions: backends, or the start of servers' names. Null if none is given. */
export interface AskedNames {
  canary: string | null;
  stable: string | null;
}

/** What stands for the canary, and why nothing does where names disagree. */
export interface Canaries {
  canaries: readonly VersionName[];
  /** In words; null if nothing speaks against them. */
  doubt: string | null;
}

/** The word, not as a part of another one: `ns_shop-canary_svc_http`, `canary2`. */
const WORD = /^canary|(?<![a-z])canar(?:y|ies)(?![a-z])/i;

/** The part of the requests without a mark that a name gets, from 0 to 1; null if it is not known. */
export type ShareOf = (name: VersionName) => number | null;

/**
 * Everything that stands for the canary: what the user names, else what has the word in its name, else the higher of two
 * versions (`shop-v2`, `shop-v3`), if it does not get more than the other one.
 *
 * @throws UsageError when the user names something that is not there.
 */
export function canariesOf(pools: readonly ServerPool[], asked: AskedNames, shareOf: ShareOf): Canaries {
  if (asked.canary !== null) return { canaries: named(pools, asked.canary), doubt: null };
  const all = pools.flatMap((pool) => [
    { backend: pool.name, servers: null, called: [pool.name] },
    ...pool.groups.map(({ name }) => ({ backend: pool.name, servers: name, called: callings(name, pool) })),
  ]);
  const names = all.filter(({ called }) => !called.some((one) => one === asked.stable));
  const byWord = withoutInner(names.filter(({ called }) => called.every((one) => WORD.test(one))));
  if (byWord.length > 0) return { canaries: byWord.map(nameOf), doubt: null };
  return byVersion(names, shareOf);
}

type Called = VersionName & { called: readonly string[] };

function nameOf({ backend, servers }: VersionName): VersionName {
  return { backend, servers };
}

/** The names of a group of servers: its own, or those of the services in Consul that its addresses name. */
function callings(group: string, pool: ServerPool): string[] {
  if (WORD.test(group) || VERSION.test(group)) return [group];
  const services = pool.servers.filter(({ name }) => groupName(name) === group).map(serviceOf);
  return services.every((service) => service !== null) ? services : [group];
}

/** Servers of a backend that is the canary as a whole need no name of their own. */
function withoutInner(names: readonly Called[]): Called[] {
  const whole = new Set(names.flatMap(({ backend, servers }) => (servers === null ? [backend] : [])));
  return names.filter(({ backend, servers }) => servers === null || !whole.has(backend));
}

const VERSION = /^(.*?)[-_.]?v(\d+(?:\.\d+)*)(?:[-_.].*)?$/i;

function versionOf(name: string): { stem: string; version: number[] } | null {
  const [, stem, digits] = VERSION.exec(name) ?? [];
  return stem === undefined || digits === undefined
    ? null
    : { stem: stem.toLowerCase(), version: digits.split('.').map(Number) };
}

function compareNumbers(one: readonly number[], other: readonly number[]): number {
  for (let at = 0; at < Math.max(one.length, other.length); at++) {
    const difference = (one[at] ?? 0) - (other[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** The higher of the versions that differ in nothing else; `…-v2` alone, too. */
function byVersion(names: readonly Called[], shareOf: ShareOf): Canaries {
  const versioned = withoutInner(
    names.filter(({ called: [first = ''] }) => versionOf(first) !== null),
  ).flatMap(({ called: [called = ''], ...name }) => {
    const read = versionOf(called);
    return read === null ? [] : [{ name: nameOf(name), called, ...read }];
  });
  const canaries: VersionName[] = [];
  for (const stem of new Set(versioned.map((one) => one.stem))) {
    const own = versioned.filter((one) => one.stem === stem);
    const highest = own.reduce((most, one) => (compareNumbers(one.version, most.version) > 0 ? one : most));
    const lower = own.filter((one) => compareNumbers(one.version, highest.version) < 0);
    if (lower.length === 0) {
      if (compareNumbers(highest.version, [2]) === 0) canaries.push(...own.map(({ name }) => name));
      continue;
    }
    const higher = own.filter((one) => compareNumbers(one.version, highest.version) === 0);
    const sum = (some: typeof own) =>
      some.reduce<number | null>((all, { name }) => {
        const share = shareOf(name);
        return all === null || share === null ? null : all + share;
      }, 0);
    const [most, least] = [sum(higher), sum(lower)];
    if (most !== null && least !== null && most > least)
      return {
        canaries: [],
        doubt: `${printable(highest.called)} is the higher version and gets more than ${printable(lower[0]?.called ?? '')}`,
      };
    canaries.push(...higher.map(({ name }) => name));
  }
  return { canaries, doubt: null };
}

/** A backend, servers whose names begin so, or one server; with `BACKEND/SERVER` in one backend. */
function named(pools: readonly ServerPool[], name: string): VersionName[] {
  const found = pools.flatMap((pool): VersionName[] => {
    if (pool.name === name) return [{ backend: pool.name, servers: null }];
    const own = name.startsWith(`${pool.name}/`) ? name.slice(pool.name.length + 1) : name;
    const group = pool.groups.some((one) => one.name === own);
    return group || serverNamed(pool.servers, own) !== null ? [{ backend: pool.name, servers: own }] : [];
  });
  if (found.length > 0) return found;
  const names = [...new Set(pools.flatMap((pool) => [pool.name, ...pool.groups.map((group) => group.name)]))];
  const listed = names.slice(0, MOST_LISTED).map((one) => printable(one, 40));
  const more = names.length > MOST_LISTED ? `, … (${names.length} in all)` : '';
  throw new UsageError(
    'canary',
    `must be a backend or servers of the configuration, one of ${listed.join(', ')}${more}; got ${quoted(name)}`,
  );
}

const MOST_LISTED = 20;

/** Whether a server is one of those that a name stands for. */
export function isNamed({ servers }: VersionName, server: Pick<PooledServer, 'name' | 'slots'>): boolean {
  return servers === null || groupName(server.name) === servers || serverNamed([server], servers) !== null;
}

/** `_service-v2._tcp.service.consul` names the service `service-v2`. */
function serviceOf({ address }: PooledServer): string | null {
  return /^_([^.]+)\._/.exec(address)?.[1] ?? null;
}
