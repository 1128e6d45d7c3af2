import type { Cause } from '../../verdict/cause.js';
import { holdPlace } from '../situation/hold.js';
import { isPassing, isServed, type Situation } from '../situation/situation.js';

/** Finds instances that are critical or in maintenance, and get requests all the same. */
export function servedNotPassing(situation: Situation): Cause | null {
  const found = situation.instances.flatMap((one) =>
    one.consul !== null && !isPassing(one) && isServed(one)
      ? [{ instance: one.name, status: one.consul.status, pool: one.placements[0]?.pool }]
      : [],
  );
  if (found.length === 0) return null;
  return {
    kind: 'served-not-passing',
    instances: found.map(({ instance, status }) => ({ instance, status })),
    place: holdPlace(found[0]?.pool, 'obsolete', situation),
  };
}
