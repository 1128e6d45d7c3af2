import { groupName } from '../backends/server-groups.js';
import type { PooledServer, ServerPool } from '../backends/server-pool.js';
import { serverNamed } from '../backends/serving.js';
import type { Deduction, Destination } from '../routing/rules/rules.js';
import type { ServedShare, VersionName } from './inspection.js';
import { isNamed } from './version-names.js';

/** The servers behind each backend, by the backend's name. */
export type ServedParts = ReadonlyMap<string, BackendParts>;

interface BackendParts {
  pool: ServerPool;
  /** What stands for the canary in it. */
  own: readonly VersionName[];
  parts: readonly Part[];
}

/** A backend, or a part of its servers, with its share of the backend's requests. */
type Part = Omit<ServedShare, 'share'> & { part: number | null };

export function servedParts(pools: readonly ServerPool[], canaries: readonly VersionName[]): ServedParts {
  const names = new Map<string, VersionName[]>();
  for (const one of canaries) names.set(one.backend, [...(names.get(one.backend) ?? []), one]);
  return new Map(
    pools.map((pool) => {
      const own = names.get(pool.name) ?? [];
      return [pool.name, { pool, own, parts: partsOf(pool, own) }];
    }),
  );
}

function partsOf(pool: ServerPool, own: readonly VersionName[]): Part[] {
  const whole = own.some(({ servers }) => servers === null);
  // A backend with canaries only, or with none, counts as one part.
  if (whole || own.length === 0)
    return [partOf(pool, { servers: null, canary: whole, part: 1 }, pool.servers)];
  return pool.groups.flatMap(({ name, share }): Part[] => {
    const members = pool.servers.filter((server) => groupName(server.name) === name);
    const canary = members.filter((server) => own.some((one) => isNamed(one, server)));
    if (canary.length === 0 || canary.length === members.length)
      return [partOf(pool, { servers: name, canary: canary.length > 0, part: share }, members)];
    const others = members.filter((server) => !canary.includes(server));
    return [
      ...canary.map((server) =>
        partOf(pool, { servers: server.name, canary: true, part: sumOf([server]) }, [server]),
      ),
      partOf(pool, { servers: name, canary: false, part: sumOf(others) }, others),
    ];
  });
}

function partOf(
  { name: backend, dispatchedTo }: ServerPool,
  part: Omit<Part, 'backend' | 'leadsOn'>,
  members: readonly PooledServer[],
): Part {
  const dispatched = dispatchedTo === null ? [] : [dispatchedTo];
  return { backend, ...part, leadsOn: [...dispatched, ...leadingOn(members)] };
}

function leadingOn(servers: readonly PooledServer[]): string[] {
  const names = servers.flatMap(({ leadsOn, share }) => (leadsOn === null || share === 0 ? [] : [leadsOn]));
  return [...new Set(names)];
}

function sumOf(servers: readonly PooledServer[]): number | null {
  return servers.reduce<number | null>((sum, { share, count }) => {
    if (share === 0) return sum;
    return sum === null || share === null || count === null ? null : sum + share * count;
  }, 0);
}

/** The shares of the servers, by backend and by the start of their names. */
export function servedShares({ destinations, unknown }: Deduction, parts: ServedParts): ServedShare[] {
  const all = destinations.flatMap(({ destination, share }) =>
    partsAt(destination, parts).map(({ part, ...named }) => ({
      ...named,
      share: unknown.length > 0 || part === null ? null : share * part,
    })),
  );
  if (all.length < 2) return all;
  // Servers that a rule chooses may be those that weights deal requests out to as well.
  const together = new Map<string, ServedShare>();
  for (const one of all) {
    const key = JSON.stringify([one.backend, one.servers]);
    const before = together.get(key);
    const sum = before?.share === null || one.share === null ? null : (before?.share ?? 0) + one.share;
    together.set(key, { ...one, share: sum });
  }
  return [...together.values()];
}

function partsAt(end: Destination, parts: ServedParts): readonly Part[] {
  if (end.kind === 'backend') return parts.get(end.name)?.parts ?? [];
  if (end.kind !== 'server') return [];
  const known = parts.get(end.backend);
  const server = known === undefined ? null : serverNamed(known.pool.servers, end.server);
  if (known === undefined || server === null) return [];
  const canary = known.own.some((one) => isNamed(one, server));
  const group = groupName(server.name);
  // By the name under which weights deal requests out to it.
  const servers = known.parts.find((one) => one.servers === group || one.servers === server.name)?.servers;
  const leadsOn = server.leadsOn === null ? [] : [server.leadsOn];
  return [{ backend: end.backend, servers: servers ?? end.server, canary, part: 1, leadsOn }];
}

/** Whether a server that is full leaves its share to others: it has a `maxconn`, and shares its backend with the other version. */
export function yieldsWhenFull({ destinations }: Deduction, parts: ServedParts): boolean {
  return destinations.some(({ destination }) => {
    const served = destination.kind === 'backend' ? parts.get(destination.name) : undefined;
    if (served === undefined || !served.parts.some(({ part }) => part !== null && part > 0 && part < 1))
      return false;
    return served.pool.servers.some(({ share, maxconn }) => share !== 0 && maxconn !== null);
  });
}

/** The frontends that nobody but the canary leads on to. */
export function behindCanary(parts: ServedParts): ReadonlySet<string> {
  const all = [...parts.values()].flatMap((backend) => backend.parts);
  const names = (canary: boolean) =>
    all.filter((part) => part.canary === canary).flatMap(({ leadsOn }) => leadsOn);
  const others = new Set(names(false));
  return new Set(names(true).filter((name) => !others.has(name)));
}

/** Requests that other rules of the configuration decide on, which have not been followed. */
export function decidedFurther(served: readonly ServedShare[]): ServedShare[] {
  return served.filter(({ canary, leadsOn, share }) => !canary && leadsOn.length > 0 && share !== 0);
}

/** The canary's share of all requests; null if it cannot be told. */
export function canaryShare(
  deduction: Deduction,
  served: readonly ServedShare[],
  canaries: readonly VersionName[],
): number | null {
  if (deduction.unknown.length > 0 || canaries.length === 0) return null;
  if (decidedFurther(served).length > 0) return null;
  return served
    .filter(({ canary }) => canary)
    .reduce<number | null>((sum, { share }) => (sum === null || share === null ? null : sum + share), 0);
}
