import { type Expectation, TRACKS, type Track } from './expectation.js';
import type { Replicas } from './options.js';
import { showsUnseen } from './statistics/unseen-replica.js';
import type { ArmTally } from './tally.js';

/** The replicas of a version that have answered. */
export function seenReplicas(tally: ArmTally, track: Track): number {
  const instances = new Set<string>();
  for (const entry of tally.origins.values())
    if (entry.track === track && entry.origin.instance !== null) instances.add(entry.origin.instance);
  return instances.size;
}

/** So many responses from one of two even replicas come by chance once in 500 million times. */
const LEAST_ALONE = 30;

/** The replica that gave all the responses although its version has more; null when there is none such. */
export function lonelyReplica(tally: ArmTally, replicas: Replicas | null): string | null {
  const [only, ...others] = tally.origins.values();
  if (replicas === null || only === undefined || others.length > 0 || only.count < LEAST_ALONE) return null;
  return only.track !== null && replicas[only.track] > 1 ? only.origin.instance : null;
}

/** Whether every replica has answered; if not, whether that is evidence by now: `shown`. */
export type Missing = 'none' | 'perhaps' | 'shown';

/** Looks for replicas that never answered, in an arm that expects some from them. */
export function missingReplicas(
  { expectation, replicas, errorRate }: { expectation: Expectation; replicas: Replicas; errorRate: number },
  tally: ArmTally,
): Missing {
  const total = replicas.stable + replicas.canary;
  let missing: Missing = 'none';
  for (const track of TRACKS) {
    const share = leastShare(expectation, track);
    if (share === 0 || seenReplicas(tally, track) >= replicas[track]) continue;
    const one = { replicas: total, share: share / replicas[track], errorRate };
    if (showsUnseen(one, tally.requests)) return 'shown';
    missing = 'perhaps';
  }
  return missing;
}

/** The least that a version gets while all is as expected. */
function leastShare(expectation: Expectation, track: Track): number {
  if (expectation.kind === 'only') return expectation.track === track ? 1 - expectation.leak : 0;
  if (expectation.kind === 'versions') return 0;
  const { share, tolerance } = expectation;
  return (track === 'canary' ? share : 1 - share) - tolerance;
}
