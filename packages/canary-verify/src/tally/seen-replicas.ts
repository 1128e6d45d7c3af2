import type { Replicas } from '../terms/replicas.js';
import type { Track } from '../terms/track.js';
import { isNameless } from './nameless.js';
import type { ArmTally } from './tally.js';

/** The replicas of a version that have answered. */
export function seenReplicas(tally: ArmTally, track: Track): number {
  const instances = new Set<string>();
  for (const entry of tally.origins.values())
    if (entry.track === track && entry.origin.instance !== null) instances.add(entry.origin.instance);
  return instances.size;
}

/** With two even replicas, 30 responses in a row from the same one happen by chance in 1 of 500 million cases. */
const LEAST_ALONE = 30;

/** The replica that gave all the responses although its version has more; null when there is none such. */
export function lonelyReplica(tally: ArmTally, replicas: Replicas | null): string | null {
  const [only, ...others] = [...tally.origins.values()].filter(({ origin }) => !isNameless(origin));
  if (replicas === null || only === undefined || others.length > 0 || only.count < LEAST_ALONE) return null;
  // A lone version may be of either side, and one of them has several replicas then.
  const most = only.track === null ? Math.max(replicas.stable, replicas.canary) : replicas[only.track];
  return most > 1 ? only.origin.instance : null;
}
