import type { Expectation } from '../options/expectation.js';
import { showsUnseen } from '../statistics/unseen-replica.js';
import { seenReplicas } from '../tally/seen-replicas.js';
import type { ArmTally } from '../tally/tally.js';
import type { Replicas } from '../terms/replicas.js';
import { TRACKS, type Track } from '../terms/track.js';
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
