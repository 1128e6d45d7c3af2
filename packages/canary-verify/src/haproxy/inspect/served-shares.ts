import type { ServerPool } from '../backends/server-pool.js';
import type { Deduction } from '../routing/rules.js';
import type { ServedShare, VersionName } from './inspection.js';

/** Where requests are served, by backend and by what the names of servers begin with. */
export function servedShares(
  { destinations, unknown }: Deduction,
  pools: readonly ServerPool[],
  canaries: readonly VersionName[],
): ServedShare[] {
  return destinations.flatMap(({ destination, share }) => {
    if (destination.kind !== 'backend') return [];
    const sure = unknown.length === 0 ? share : null;
    const pool = pools.find(({ name }) => name === destination.name);
    return partsOf(destination.name, pool, canaries).map(({ part, ...named }) => ({
      ...named,
      share: sure === null || part === null ? null : sure * part,
    }));
  });
}

type Part = VersionName & { canary: boolean; part: number | null };

function partsOf(backend: string, pool: ServerPool | undefined, canaries: readonly VersionName[]): Part[] {
  const own = canaries.filter((one) => one.backend === backend);
  const whole = own.some(({ servers }) => servers === null);
  // What is all canary, or has no canary, is told as one.
  if (pool === undefined || whole || own.length === 0)
    return [{ backend, servers: null, canary: whole, part: 1 }];
  return pool.groups.map(({ name, share }) => ({
    backend,
    servers: name,
    canary: own.some(({ servers }) => servers === name),
    part: share,
  }));
}

/** Of all requests, those that reach the canary; null: it cannot be told. */
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
