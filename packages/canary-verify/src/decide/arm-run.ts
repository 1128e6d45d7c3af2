import type { ResolvedOptions } from '../options/options.js';
import { exceedsLimit } from '../statistics/limit-test.js';
import type { ArmCounts } from '../tally/arm-counts.js';
import { isKnownByEarlier, onlyVersion } from '../tally/compared-versions.js';
import { newGuards } from '../tally/guards.js';
import { leakCounts } from '../tally/leak-counts.js';
import { loneResponses, loneVersion } from '../tally/lone-version.js';
import { namelessResponses } from '../tally/nameless.js';
import { type HopOutcome, type HopTallies, hopOutcome } from '../tally/second-hop.js';
import type { Tally } from '../tally/tally.js';
import { TRACKS } from '../terms/track.js';
import { type ArmState, decide, undecided } from './decide.js';
import { type ArmByAddress, decideByAddress, noFindings } from './decide-by-address.js';
import { decideLoneVersion, isAllOutside } from './decide-lone-version.js';
import { doubtShortRun, findInTime, newTimeFindings, type TimeFindings } from './decide-over.js';
import { isConfirmed } from './doubt.js';
import { isShownTogether } from './shown-together.js';
import { isUnproven } from './unseen-values.js';

/** One arm while it is being sampled: its counts, what they show so far, and how many requests were sent. */
export interface ArmRun extends ArmCounts, ArmState, ArmByAddress {
  /** Null if the run is not spread over a time, or the arm expects one version alone. */
  inTime: TimeFindings | null;
  /** Requests sent, counted or still under way. */
  sent: number;
  /** When the latest counted response was asked for, in milliseconds since 1970; 0 before the first. */
  at: number;
}

/** An arm that nothing has been sent for. `overMs`: the time that the run is spread over; null if it is not. */
export function newArmRun(counts: ArmCounts, overMs: number | null): ArmRun {
  const { plan } = counts;
  return {
    ...counts,
    decision: undecided(),
    byAddress: noFindings(),
    inTime: newTimeFindings(plan, overMs),
    sent: 0,
    at: 0,
  };
}

/** Forgets what was concluded from counts that no longer hold. */
export function voidConclusions(arm: ArmRun, overMs: number | null): void {
  arm.decision = undecided();
  arm.guards = newGuards();
  arm.byAddress = noFindings();
  arm.inTime = newTimeFindings(arm.plan, overMs);
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
  const { guards, tally, plan, health, at, decision } = arm;
  const { reuse, options } = run;
  // While the second hop is open a leak may still come, but the test of a share has ended with its answer.
  if (decision.outcome !== 'open' && plan.test.kind !== 'only') return;
  const { replicas } = options;
  const known = { tally, guards, health, reuse, replicas, at, atEnd: arm.inTime !== null };
  decide(decision, plan, { ...known, shownTogether: isShownTogether(arm, run) });
  if (decision.outcome === 'open') decision.outcome = confirmLoneVersion(arm, decideLoneVersion(arm, run));
  else if (decision.outcome === 'differs' && !isProven(arm, run)) decision.outcome = 'open';
  decideByAddress(arm, reuse);
}

/** One version alone is looked at for as long as any other share that looks wrong. */
function confirmLoneVersion(
  { decision, tally, plan, at, inTime }: ArmRun,
  outcome: ArmState['decision']['outcome'],
): ArmState['decision']['outcome'] {
  if (outcome !== 'differs' || inTime !== null) return outcome;
  const { requests } = tally;
  decision.doubt ??= { requests, at };
  return isConfirmed(decision.doubt, { requests, budget: plan.budget, at }) ? 'differs' : 'open';
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

/** Draws the conclusions when the time that the run is spread over has passed. */
export function decideOver(arm: ArmRun, run: DecidingRun): void {
  if (arm.inTime !== null) findInTime(arm.inTime, arm.plan);
  if (arm.inTime?.alikeWithinMs != null) return;
  decideArm(arm, run);
  if (arm.inTime !== null) doubtShortRun(arm.inTime, arm);
}

/** Whether an arm has leaked: the only finding that a later response cannot change. */
export function hasLeaked({ plan: { test }, tally }: ArmRun): boolean {
  return test.kind === 'only' && leakCounts(tally, test.track).leaks > 0;
}

/** The state of the second hop; null if it is not checked. */
export function hopOutcomeOf({ hop, plan, tally }: ArmCounts, hops: HopTallies): HopOutcome | null {
  if (hop === null || plan.hopLeak === null) return null;
  return hopOutcome(hops, hop, { leak: plan.hopLeak, failed: tally.failed });
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
    return loneResponses(tally) >= plan.test.leak.requestsWithoutLeak;
  return (
    hop !== null &&
    onlyVersion(hops.versions) === null &&
    exceedsLimit(plan.failures, hop.unidentified, hop.responses)
  );
}
