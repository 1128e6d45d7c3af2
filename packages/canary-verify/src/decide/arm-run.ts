import { exceedsLimit } from '../statistics/limit-test.js';
import type { ArmCounts } from '../tally/arm-counts.js';
import { onlyVersion } from '../tally/compared-versions.js';
import { newGuards } from '../tally/guards.js';
import { leakCounts } from '../tally/leak-counts.js';
import { type HopOutcome, type HopTallies, hopOutcome } from '../tally/second-hop.js';
import type { Tally } from '../tally/tally.js';
import type { Replicas } from '../terms/replicas.js';
import { type ArmState, decide, undecided } from './decide.js';
import { type ArmByAddress, decideByAddress, noFindings } from './decide-by-address.js';
import { doubtShortRun, findInTime, newTimeFindings, type TimeFindings } from './decide-over.js';

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

/** Draws the conclusions from an arm's counts. `reuse`: several requests went over one connection. */
export function decideArm(
  arm: ArmRun,
  { reuse, replicas }: { reuse: boolean; replicas: Replicas | null },
): void {
  const { guards, tally, plan, health, at } = arm;
  // While the second hop is open a leak may still come, but the test of a share has ended with its answer.
  if (arm.decision.outcome !== 'open' && plan.test.kind !== 'only') return;
  decide(arm.decision, plan, { tally, guards, health, reuse, replicas, at, atEnd: arm.inTime !== null });
  decideByAddress(arm, reuse);
}

/** Draws the conclusions when the time that the run is spread over has passed. */
export function decideOver(arm: ArmRun, known: { reuse: boolean; replicas: Replicas | null }): void {
  if (arm.inTime !== null) findInTime(arm.inTime, arm.plan);
  if (arm.inTime?.alikeWithinMs != null) return;
  decideArm(arm, known);
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
export function isHopeless({ plan, tally, hop }: ArmCounts, run: Tally, hops: HopTallies): boolean {
  if (exceedsLimit(plan.failures, tally.failed, tally.requests)) return true;
  // A single version without a track waits for a second one, to tell which of them is the canary.
  const waiting = tally.names.length === 0 && onlyVersion(run.versions) !== null;
  if (!waiting && exceedsLimit(plan.failures, tally.unidentified, tally.requests)) return true;
  return (
    hop !== null &&
    onlyVersion(hops.versions) === null &&
    exceedsLimit(plan.failures, hop.unidentified, hop.responses)
  );
}
