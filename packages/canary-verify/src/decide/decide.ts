import type { ArmPlan, ArmTest } from '../plan/plan.js';
import {
  answerSplit,
  type Counts,
  type Exclusions,
  isOutside,
  type SplitTest,
} from '../statistics/split-test.js';
import type { Guards } from '../tally/guards.js';
import type { ArmTally } from '../tally/tally.js';
import type { KnownReplicas } from '../terms/replicas.js';
import { missingReplicas } from './missing-replicas.js';

/** An arm while it is being sampled: how it is decided, what was counted, and what that shows so far. */
export interface ArmState {
  plan: ArmPlan;
  tally: ArmTally;
  /** The decision on the first hop: the service that answers. */
  decision: ArmDecision;
}

/** The state of one arm's decision while it is being sampled. */
export interface ArmDecision {
  outcome: 'matches' | 'differs' | 'open';
  /** A share looks wrong, but perhaps only because a few connections are pinned: more of them will tell. */
  doubtful: boolean;
  /** One entry for the expected share, or one per version in the order of the expectation. */
  exclusions: readonly Exclusions[];
  /** Reused for every observation, to avoid an allocation per response. */
  counts: Counts;
}

export function undecided(test: ArmTest): ArmDecision {
  const tests = test.kind === 'versions' ? test.splits.length : 1;
  return {
    outcome: 'open',
    doubtful: false,
    exclusions: Array.from({ length: tests }, () => ({ upper: false, lower: false })),
    counts: { canary: 0, stable: 0, unknown: 0 },
  };
}

/** The facts that a conclusion is drawn from. */
export interface DecisionInput {
  tally: ArmTally;
  guards: Guards;
  /** Several requests went over one connection. */
  reuse: boolean;
  /** Null if the number of replicas is not known. */
  replicas: KnownReplicas | null;
}

/** Draws the conclusion from an arm's counts, if they allow one; updates `decision`. */
export function decide(decision: ArmDecision, plan: ArmPlan, known: DecisionInput): void {
  const { test } = plan;
  const { guards, replicas, tally } = known;
  // A share that changes has no verdict, nor has one whose responses depend on one another.
  if (guards.drifted !== null || guards.pinned) return;
  decision.doubtful = false;
  decision.outcome = test.kind === 'only' ? decideOnly(test, known) : decideShares(test, decision, known);
  if (decision.outcome !== 'matches' || replicas === null) return;
  const missing = missingReplicas({ plan, replicas }, tally);
  decision.outcome = missing === 'none' ? 'matches' : missing === 'shown' ? 'differs' : 'open';
}

/** All shares inside: matches. One outside: differs. */
function decideShares(
  test: Exclude<ArmTest, { kind: 'only' }>,
  decision: ArmDecision,
  known: DecisionInput,
): ArmDecision['outcome'] {
  const { exclusions, counts } = decision;
  const { canary, stable, named, unidentified, failed } = known.tally;
  const several = test.kind === 'versions';
  const tests = several ? test.splits.length : 1;
  counts.unknown = unidentified + failed;
  let all: ArmDecision['outcome'] = 'matches';
  for (let index = 0; index < tests; index++) {
    counts.canary = several ? (named[index] as number) : canary;
    counts.stable = canary + stable - counts.canary;
    const split = several ? (test.splits[index] as SplitTest) : test.split;
    const answer = answerSplit(split, counts, exclusions[index] as Exclusions);
    if (answer === 'outside') {
      if (!perhapsPinned(test, known)) return 'differs';
      decision.doubtful = true;
    }
    if (answer !== 'inside') all = 'open';
  }
  return all;
}

/**
 * On reused connections a share may look wrong only because a few connections are pinned, and before both versions have been
 * seen the guard cannot tell. So there the first responses of the connections must say the same.
 */
function perhapsPinned(
  test: Exclude<ArmTest, { kind: 'only' }>,
  { reuse, guards, tally }: DecisionInput,
): boolean {
  if (!reuse) return false;
  if (test.kind === 'versions') return guards.pairs.afterCanary.responses < LEAST_PAIRS;
  const unknown = tally.unidentified + tally.failed;
  return !isOutside(test.split, { ...guards.firsts, unknown });
}

/** By so many pairs after a canary the guard has seen full pinning; several versions are told apart by pairs alone. */
const LEAST_PAIRS = 30;

/** One response of the other version is enough to differ; failed and unidentified responses prove nothing. */
function decideOnly(
  { track, requestsWithoutLeak }: Extract<ArmTest, { kind: 'only' }>,
  { tally, guards, reuse }: DecisionInput,
): ArmDecision['outcome'] {
  if (tally[track === 'canary' ? 'stable' : 'canary'] > 0) return 'differs';
  const proofs = reuse ? guards.firsts[track] : tally[track];
  return proofs >= requestsWithoutLeak ? 'matches' : 'open';
}
