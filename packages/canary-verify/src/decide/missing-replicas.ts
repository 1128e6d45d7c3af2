import type { Expectation } from '../options/expectation.js';
import type { ArmPlan } from '../plan/plan.js';
import { showsUnseen } from '../statistics/unseen-replica.js';
import { namesReplicas, seenOf } from '../tally/seen-replicas.js';
import type { ArmTally } from '../tally/tally.js';
import type { KnownReplicas } from '../terms/replicas.js';
import { TRACKS, type Track } from '../terms/track.js';

/** Whether every replica has answered; if not, whether that is evidence by now: `shown`. */
export type Missing = 'none' | 'perhaps' | 'shown';

/** What is expected of the replicas of an arm. */
export interface ExpectedReplicas {
  plan: Pick<ArmPlan, 'arm' | 'eachErrorRate' | 'replicaBudget'>;
  replicas: KnownReplicas;
}

/** Looks for replicas that never answered, in an arm that expects some from them. */
export function missingReplicas(expected: ExpectedReplicas, tally: ArmTally): Missing {
  const each = TRACKS.map((track) => missingOf(track, expected, tally));
  return each.includes('shown') ? 'shown' : each.includes('perhaps') ? 'perhaps' : 'none';
}

/** The replicas of a version that should answer: one without a weight gets no requests. */
export function answeringReplicas(replicas: KnownReplicas, track: Track): number {
  return replicas.weights === null
    ? replicas[track]
    : replicas.weights[track].filter((weight) => weight > 0).length;
}

function missingOf(track: Track, { plan, replicas }: ExpectedReplicas, tally: ArmTally): Missing {
  const share = leastShare(plan.arm.expectation, track);
  const naming = namesReplicas(tally, track);
  const unseen = answeringReplicas(replicas, track) - seenOf(replicas, tally, track);
  if (share === 0 || unseen <= 0 || naming === 'none') return 'none';
  // What an unnamed replica has answered may be what is missed.
  if (naming === 'some') return 'perhaps';
  const known = replicas.weights !== null;
  if (!known && tally.requests < plan.replicaBudget) return 'perhaps';
  const part = known ? partOfUnseen(replicas.weights?.[track] ?? [], unseen) : leastPart(replicas[track]);
  const one = {
    replicas: replicas.stable + replicas.canary,
    share: share * part,
    errorRate: plan.eachErrorRate,
  };
  return showsUnseen(one, tally.requests) ? 'shown' : 'perhaps';
}

/**
 * The part of its version's requests that some unseen replica gets at least. Those unseen may be the lightest ones, and the
 * heaviest of them is missed first. HAProxy rounds weights of Consul, so none is relied on for more than an even part.
 */
function partOfUnseen(weights: readonly number[], unseen: number): number {
  const answering = weights.filter((weight) => weight > 0).sort((one, other) => one - other);
  const sum = answering.reduce((total, weight) => total + weight, 0);
  return Math.min((answering[unseen - 1] ?? 0) / sum, 1 / answering.length);
}

/** A replica whose weight is not known may get a twentieth of an even part. */
const LEAST_OF_EVEN = 1 / 20;

/**
 * The part that a replica without a known weight gets at least. It is missed when all requests that wait for it are spent,
 * and not before: a light one among heavy ones comes late.
 */
function leastPart(replicas: number): number {
  return LEAST_OF_EVEN / replicas;
}

/** The least that a version gets while all is as expected. If several are expected, all but the first are canaries. */
function leastShare(expectation: Expectation, track: Track): number {
  if (expectation.kind === 'only') return expectation.track === track ? 1 - expectation.leak : 0;
  if (expectation.kind === 'share')
    return (track === 'canary' ? expectation.share : 1 - expectation.share) - expectation.tolerance;
  const [first] = expectation.versions;
  if (first === undefined) return 0;
  return (track === 'canary' ? 1 - first.share : first.share) - first.tolerance;
}
