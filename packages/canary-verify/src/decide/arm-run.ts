import type { ResolvedOptions } from '../options/options.js';
import { exceedsLimit } from '../statistics/limit-test.js';
import type { ArmCounts } from '../tally/arm-counts.js';
import { isKnownByEarlier, onlyVersion } from '../tally/compared-versions.js';
import { newGuards } from '../tally/guards.js';
import { loneResponses, loneVersion } from '../tally/lone-version.js';
import { namelessResponses } from '../tally/nameless.js';
import { type HopOutcome, type HopTallies, hopOutcome } from '../tally/second-hop.js';
import type { Tally } from '../tally/tally.js';
import { TRACKS } from '../terms/track.js';
import { type ArmState, decide, undecided } from './decide.js';
import { decideLoneVersion, isAllOutside } from './decide-lone-version.js';
import { isUnproven } from './unseen-values.js';

/** One arm while it is being sampled: its counts, what they show so far, and how many requests were sent. */
export interface ArmRun extends ArmCounts, ArmState {
  /** Requests sent, counted or still under way. */
  sent: number;
}

/** An arm that nothing has been sent for. */
export function newArmRun(counts: ArmCounts): ArmRun {
  return { ...counts, decision: undecided(counts.plan.test), sent: 0 };
}

/** Forgets what was concluded from counts that no longer hold. */
export function voidConclusions(arm: ArmRun): void {
  arm.decision = undecided(arm.plan.test);
  arm.guards = newGuards();
}

/** The run that an arm is decided in. */
export interface DecidingRun {
  arms: readonly ArmRun[];
  tally: Tally;
  /** Several requests went over one connection. */
  reuse: boolean;
  options: Pick<ResolvedOptions, 'replicas' | 'rules'>;
}

/** Draws the conclusions from an arm's counts. */
export function decideArm(arm: ArmRun, run: DecidingRun): void {
  const { guards, tally, plan, decision } = arm;
  // While the second hop is open a leak may still come, but the test of a share has ended with its answer.
  if (decision.outcome !== 'open' && plan.test.kind !== 'only') return;
  decide(decision, plan, { tally, guards, reuse: run.reuse, replicas: run.options.replicas });
  if (decision.outcome === 'open') decision.outcome = decideLoneVersion(arm, run);
  else if (decision.outcome === 'differs' && !isProven(arm, run)) decision.outcome = 'open';
}

/**
 * Whether a share differs whichever side the responses come from, where that is not known for sure: none has the only value
 * that is named, or an earlier run says what a version is that answers alone.
 */
function isProven({ plan: { test }, tally }: ArmRun, { arms, tally: run, options }: DecidingRun): boolean {
  if (test.kind !== 'share') return true;
  if (!isKnownByEarlier(run.versions) && !isUnproven(arms, options.rules)) return true;
  const counts = { responses: tally.stable + tally.canary, unknown: tally.unidentified + tally.failed };
  return TRACKS.every((track) => isAllOutside(test.split, track, counts));
}

/** The state of the second hop; null if it is not checked. */
export function hopOutcomeOf({ hop, plan }: ArmCounts, hops: HopTallies): HopOutcome | null {
  return hop === null ? null : hopOutcome(hops, hop, plan.hopRequestsWithoutLeak);
}

/** Whether more responses of the arm could change what is known of it: both hops are decided on their own. */
export function isDecided(arm: ArmRun, hops: HopTallies): boolean {
  return arm.decision.outcome !== 'open' && hopOutcomeOf(arm, hops) !== 'open';
}

/** Whether going on makes no sense, because too much fails or does not say where it comes from. */
export function isHopeless({ plan, tally, hop, caches }: ArmCounts, run: Tally, hops: HopTallies): boolean {
  if (exceedsLimit(plan.failures, tally.failed, tally.requests)) return true;
  if (caches.stillMs !== null || exceedsLimit(plan.failures, caches.hits, tally.requests)) return true;
  // A single version without a track waits for a second one, to tell which of them is the canary.
  const waiting =
    tally.names.length + tally.stable + tally.canary === 0 && onlyVersion(run.versions) !== null;
  const unknown = waiting ? namelessResponses(tally) : tally.unidentified;
  if (exceedsLimit(plan.failures, unknown, tally.requests)) return true;
  // Nothing is gained by more of the same where it is the only version that may answer.
  if (loneVersion(run) !== null && run.arms.length === 1 && plan.test.kind === 'only')
    return loneResponses(tally) >= plan.test.requestsWithoutLeak;
  return (
    hop !== null &&
    onlyVersion(hops.versions) === null &&
    exceedsLimit(plan.failures, hop.unidentified, hop.responses)
  );
}
