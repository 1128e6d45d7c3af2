import type { ArmPlan, ArmTest } from '../plan/plan.js';
import { answerSplit, isOutside } from '../statistics/answer-split.js';
import type { ErrorLimitTest } from '../statistics/error-limit.js';
import { leakEvidence } from '../statistics/leak-test.js';
import { type Guards, isSuspicious } from '../tally/guards.js';
import type { HealthRecord } from '../tally/health.js';
import { errorLimitAnswer } from '../tally/health-figures.js';
import { leakCounts } from '../tally/leak-counts.js';
import { type ArmTally, routedCounts } from '../tally/tally.js';
import type { KnownReplicas } from '../terms/replicas.js';
import { countedSplits, type ShareTest } from './counted-splits.js';
import { isConfirmed, type ShareDoubt } from './doubt.js';
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
  /** Since when a share looks wrong; null if none ever did. */
  doubt: ShareDoubt | null;
  /** The counts would be enough for an answer, but a guard has a reason to wait. */
  held: boolean;
  /** All but a replica that never answered speaks for `matches`. */
  awaitsReplica: boolean;
}

export function undecided(): ArmDecision {
  return {
    outcome: 'open',
    doubtful: false,
    doubt: null,
    held: false,
    awaitsReplica: false,
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
  /** The run is looked at once, when the time that it is spread over has passed. */
  atEnd: boolean;
  /** How the canary does. */
  health: HealthRecord;
  /** When the latest response was asked for, in milliseconds since 1970. */
  at: number;
  /** Whether the arms that are shown together are shown so; true for an arm that is shown by itself. */
  shownTogether: boolean;
}

/** Draws the conclusion from an arm's counts, if they allow one; updates `decision`. */
export function decide(decision: ArmDecision, plan: ArmPlan, known: DecisionInput): void {
  const { test } = plan;
  const { guards, replicas, tally } = known;
  decision.awaitsReplica = false;
  // A share that changes has no verdict, nor has one whose responses depend on one another.
  if (guards.drifted !== null || guards.pinned || guards.dependent) return;
  decision.outcome = test.kind === 'only' ? decideOnly(test, known) : decideShares(plan, decision, known);
  if (plan.errorLimit !== null)
    decision.outcome = withErrorLimit(decision.outcome, known.health, plan.errorLimit);
  if (decision.outcome !== 'matches' || replicas === null) return;
  const missing = missingReplicas({ plan, replicas }, tally);
  decision.outcome = missing === 'none' ? 'matches' : missing === 'shown' ? 'differs' : 'open';
  decision.awaitsReplica = missing === 'perhaps';
}

/** The most requests that an arm may spend. */
export function requestLimit({ plan, decision }: Pick<ArmState, 'plan' | 'decision'>): number {
  return decision.awaitsReplica ? plan.replicaBudget : plan.budget;
}

/** A canary that is shown to fail too often differs; one that is not shown to fail seldom enough does not match. */
function withErrorLimit(
  outcome: ArmDecision['outcome'],
  health: HealthRecord,
  limit: ErrorLimitTest,
): ArmDecision['outcome'] {
  const answer = errorLimitAnswer(health, limit);
  if (answer === 'above') return 'differs';
  return outcome === 'matches' && answer === 'undecided' ? 'open' : outcome;
}

/** All shares inside: matches. One outside, for long enough: differs. */
function decideShares(
  { test, budget }: ArmPlan,
  decision: ArmDecision,
  known: DecisionInput,
): ArmDecision['outcome'] {
  decision.doubtful = false;
  decision.held = false;
  const answer = answerShares(test as ShareTest, decision, known);
  if (answer === 'open') return 'open';
  const { tally, at, guards, atEnd } = known;
  const { requests } = tally;
  if (answer === 'outside' && !atEnd) {
    decision.doubt ??= { requests, at };
    if (!isConfirmed(decision.doubt, { requests, budget, at })) return 'open';
  }
  decision.held = isSuspicious(guards, answer);
  if (decision.held) return 'open';
  return answer === 'inside' ? 'matches' : 'differs';
}

function answerShares(
  test: ShareTest,
  decision: ArmDecision,
  known: DecisionInput,
): ReturnType<typeof answerSplit> {
  let all: ReturnType<typeof answerSplit> = 'inside';
  for (const { split, counts } of countedSplits(test, known.tally)) {
    const answer = answerSplit(split, counts);
    if (answer === 'outside') {
      if (!perhapsPinned(test, known)) return 'outside';
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
function perhapsPinned(test: ShareTest, { reuse, guards, tally }: DecisionInput): boolean {
  if (!reuse) return false;
  if (test.kind === 'versions') return guards.pairs.afterCanary.responses < LEAST_PAIRS;
  return !isOutside(test.split, { ...guards.firsts, unknown: routedCounts(tally).unknown });
}

/** By so many pairs after a canary the guard has seen full pinning; several versions are told apart by pairs alone. */
const LEAST_PAIRS = 30;

/**
 * One response of the other version is enough to differ, failed or not. Requests that failed, or whose responses do not say
 * their version, may have leaked.
 */
function decideOnly(
  { track, leak }: Extract<ArmTest, { kind: 'only' }>,
  { tally, guards, reuse, shownTogether }: DecisionInput,
): ArmDecision['outcome'] {
  const { leaks, unknown, proofs } = leakCounts(tally, track);
  if (leaks > 0) return 'differs';
  const counted = { proofs: reuse ? guards.firsts[track] : proofs, unknown };
  return shownTogether && leakEvidence(leak, counted) >= 1 ? 'matches' : 'open';
}
