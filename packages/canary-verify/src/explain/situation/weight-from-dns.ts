import { isRoutable } from '../../haproxy/index.js';
import type { Pool } from './pools.js';
import { isPassing, type Situation, weightByDns } from './situation.js';

/** A server that goes by another weight than DNS says. */
export interface OtherWeight {
  slot: string;
  instance: string;
  weight: number;
  dns: number;
  pool: Pool;
  /** True if it is still the weight of the configuration; null if HAProxy does not tell. */
  initial: boolean | null;
}

/**
 * The servers of SRV records that do not have the weight that DNS gives them. A slow start lowers only the effective weight,
 * not a server's own.
 */
export function otherWeights({ instances }: Situation): OtherWeight[] {
  return instances.filter(isPassing).flatMap((one) =>
    one.placements.flatMap(({ pool, server }) => {
      const dns = weightByDns(one);
      const weight = server.ownWeight ?? server.weight;
      const { initialWeight } = server;
      if (dns === null || dns === weight || !isRoutable(server) || !comesBySrv(pool, one.consul)) return [];
      const slot = `${pool.backend}/${server.name}`;
      const initial = initialWeight === null ? null : initialWeight === weight;
      return [{ slot, instance: one.name, weight, dns, pool, initial }];
    }),
  );
}

/** Addresses without SRV records have no weights. Where nobody says which they are, weights in Consul mean that it is these. */
function comesBySrv({ srv, fed }: Pool, consul: { weights: { passing: number } } | null): boolean {
  return srv ?? (fed && (consul?.weights.passing ?? 1) > 1);
}
