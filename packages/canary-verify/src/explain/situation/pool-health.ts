import { isComparable } from './address.js';
import type { Pool } from './pools.js';
import { type Instance, isPassing, type Situation } from './situation.js';

/** The healthy instances of the pool's service. */
export function healthyOf({ service }: Pool, { instances }: Situation): Instance[] {
  return instances.filter((one) => one.service === service && service !== null && isServable(one));
}

/** Those of them that the pool's process has no server for. */
export function missingFrom(pool: Pool, situation: Situation): Instance[] {
  return healthyOf(pool, situation).filter(
    ({ placements }) => !placements.some((placement) => placement.pool.process === pool.process),
  );
}

/** Whether it is healthy, and would be recognised in HAProxy. */
export function isServable(instance: Instance): boolean {
  return isPassing(instance) && instance.consul !== null && isComparable(instance.consul);
}

/** A slot without an address. */
export function isFree({ address }: { address: string | null }): boolean {
  return address === null;
}
