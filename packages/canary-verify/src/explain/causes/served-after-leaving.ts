import { isRoutable } from '../../haproxy/index.js';
import type { Cause } from '../../verdict/cause.js';
import { isComparable } from '../situation/address.js';
import { holdPlace } from '../situation/hold.js';
import type { Placement, Situation } from '../situation/situation.js';

type ServedAfterLeaving = Extract<Cause, { kind: 'served-after-leaving' }>;

/** Finds servers that get requests although Consul no longer knows the instance. */
export function servedAfterLeaving(situation: Situation): ServedAfterLeaving | null {
  const { known, instances } = situation;
  if (known.consul === null) return null;
  const found = instances
    .filter(({ consul }) => consul === null)
    .flatMap(({ placements }) => placements)
    .filter(
      (placement) => placement.pool.fed && isRoutable(placement.server) && isTellable(placement, situation),
    );
  const [first] = found;
  if (first === undefined) return null;
  const { service } = first.pool;
  const last = service === null || !known.consul.services.includes(service);
  return {
    kind: 'served-after-leaving',
    service,
    last,
    servers: found.map(({ pool, server }) => ({
      slot: `${pool.backend}/${server.name}`,
      address: server.address ?? '',
    })),
    place: holdPlace(first.pool, last ? 'nx' : 'obsolete', situation),
  };
}

/** Not without having asked for its service; and instances that are registered by a name are at an address that only DNS knows. */
function isTellable({ pool }: Placement, { known }: Situation): boolean {
  const { consul } = known;
  const asked = consul?.complete || consul?.named.includes(pool.service ?? '');
  const own = consul?.instances.filter(({ service }) => service === pool.service) ?? [];
  return asked === true && own.every(isComparable);
}
