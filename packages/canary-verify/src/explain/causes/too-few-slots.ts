import type { Cause } from '../../verdict/cause.js';
import { healthyOf, isFree, missingFrom } from '../situation/pool-health.js';
import type { Situation } from '../situation/situation.js';

/** Finds a template without a slot for each healthy instance. HAProxy writes nothing of it. */
export function tooFewSlots(situation: Situation): Cause | null {
  for (const pool of situation.pools) {
    const left = missingFrom(pool, situation);
    const { servers, service } = pool;
    if (left.length === 0 || service === null || servers.some(isFree)) continue;
    const healthy = healthyOf(pool, situation).length;
    if (healthy <= servers.length) continue;
    return {
      kind: 'too-few-slots',
      source: pool.process.source,
      backend: pool.backend,
      template: pool.prefix,
      service,
      slots: servers.length,
      healthy,
      left: left.map(({ name }) => name),
      place: pool.configured?.place ?? null,
    };
  }
  return null;
}
