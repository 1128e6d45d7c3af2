import { exceedsLimit } from '../statistics/limit-test.js';
import type { ArmCounts } from '../tally/arm-counts.js';
import { onlyVersion } from '../tally/compared-versions.js';
import { newGuards } from '../tally/guards.js';
import { type HopOutcome, type HopTallies, hopOutcome } from '../tally/second-hop.js';
import type { Tally } from '../tally/tally.js';
import type { Replicas } from '../terms/replicas.js';
import { type ArmState, decide, undecided } from './decide.js';

/** One arm while it is being sampled: its counts, what they show so far, and how many requests were sent. */
export interface ArmRun extends ArmCounts, ArmState {
  /** Requests sent, counted or still under way. */
  sent: number;
  /** When the latest counted response was asked for, in milliseconds since 1970; 0 before the first. */
  at: number;
}

/** An arm that nothing has been sent for. */
export function newArmRun(counts: ArmCounts): ArmRun {
  return { ...counts, decision: undecided(), sent: 0, at: 0 };
}

/** Forgets what was concluded from counts that no longer hold. */
export function voidConclusions(arm: ArmRun): void {
  arm.decision = undecided();
  arm.guards = newGuards();
}

/** Draws the conclusions from an arm's counts. `reuse`: several requests went over one connection. */
export function decideArm(
  arm: ArmRun,
  { reuse, replicas }: { reuse: boolean; replicas: Replicas | null },
): void {
  const { guards, tally, plan, health, at } = arm;
  // While the second hop is open a leak may still come, but the test of a share has ended with its answer.
  if (arm.decision.outcome === 'open' || plan.test.kind === 'only')
    decide(arm.decision, plan, { tally, guards, health, reuse, replicas, at });
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
