import type { ServerPool } from '../backends/server-pool.js';
import type { Deduction } from '../routing/rules/rules.js';
import type { ServedShare, VersionName } from './inspection.js';

/** The servers behind each backend, by the backend's name. */
export type ServedParts = ReadonlyMap<string, readonly Part[]>;

/** A backend, or a part of its servers, with its share of the backend's requests. */
type Part = VersionName & { canary: boolean; part: number | null };

export function servedParts(pools: readonly ServerPool[], canaries: readonly VersionName[]): ServedParts {
  const names = new Map<string, VersionName[]>();
  for (const one of canaries) names.set(one.backend, [...(names.get(one.backend) ?? []), one]);
  return new Map(pools.map((pool) => [pool.name, partsOf(pool, names.get(pool.name) ?? [])]));
}

function partsOf(pool: ServerPool, own: readonly VersionName[]): Part[] {
  const whole = own.some(({ servers }) => servers === null);
  // A backend with canaries only, or with none, counts as one part.
  if (whole || own.length === 0) return [{ backend: pool.name, servers: null, canary: whole, part: 1 }];
  return pool.groups.map(({ name, share }) => ({
    backend: pool.name,
    servers: name,
    canary: own.some(({ servers }) => servers === name),
    part: share,
  }));
}

/** The shares of the servers, by backend and by the start of their names. */
export function servedShares({ destinations, unknown }: Deduction, parts: ServedParts): ServedShare[] {
  return destinations.flatMap(({ destination, share }) => {
    if (destination.kind !== 'backend') return [];
    return (parts.get(destination.name) ?? []).map(({ part, ...named }) => ({
      ...named,
      share: unknown.length > 0 || part === null ? null : share * part,
    }));
  });
}

/** The canary's share of all requests; null if it cannot be told. */
export function canaryShare(
  deduction: Deduction,
  served: readonly ServedShare[],
  canaries: readonly VersionName[],
): number | null {
  if (deduction.unknown.length > 0 || canaries.length === 0) return null;
  return served
    .filter(({ canary }) => canary)
    .reduce<number | null>((sum, { share }) => (sum === null || share === null ? null : sum + share), 0);
}
