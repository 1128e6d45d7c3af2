import type { VerifyOptions } from '../options/options.js';
import type { SharePlace } from '../share/share-place.js';
import type { Capacity } from './capacity.js';
import { exchangedCapacity, exchangedOptions, exchangedPlace } from './exchange-slots.js';
import type { RolloutPlan } from './plan.js';

/** A rollout with all that it needs. */
export interface PreparedRollout {
  plan: RolloutPlan;
  places: readonly SharePlace[];
  /** Null where the plan does not scale. */
  capacity: Capacity | null;
  /** The options of each run, but for the share, its tolerance and the confidence. */
  options: VerifyOptions;
  /** Where the plan was read, and the digest of what it said: another plan is not gone on with. */
  file: string;
  digest: string;
}

/** The same, with the roles of the slots as the plan says. */
export function prepared(written: PreparedRollout): PreparedRollout {
  const { plan, places, capacity, options } = written;
  if (!plan.exchanged) return written;
  return {
    ...written,
    places: places.map(exchangedPlace),
    capacity: capacity === null ? null : exchangedCapacity(capacity),
    options: exchangedOptions(options),
  };
}
