import { hasFixedWeights } from '../../haproxy/index.js';
import type { Cause } from '../../verdict/cause.js';
import { poolNamed } from '../situation/configuration-view.js';
import type { Pool } from '../situation/pools.js';
import type { Situation } from '../situation/situation.js';
import { otherWeights } from '../situation/weight-from-dns.js';

/** Finds an algorithm that takes no weights from DNS. */
export function weightsIgnored(situation: Situation): Cause | null {
  const found = otherWeights(situation).filter(({ pool }) => isStatic(pool, situation));
  const [first] = found;
  if (first === undefined) return null;
  const { backend, algorithm } = first.pool;
  const balance = poolNamed(situation.known.config, backend)?.balance;
  return {
    kind: 'weights-ignored',
    backend,
    algorithm: algorithm ?? '',
    servers: found
      .filter(({ pool }) => pool.backend === backend)
      .map(({ slot, instance, weight, dns }) => ({ slot, instance, weight, dns })),
    place: balance?.place ?? null,
  };
}

/** A hash may be consistent: only a configuration says so. */
export function isStatic({ algorithm, backend }: Pool, { known }: Situation): boolean {
  const balance = poolNamed(known.config, backend)?.balance ?? null;
  if (balance !== null) return !balance.followsChanges;
  return algorithm !== null && hasFixedWeights(algorithm);
}
