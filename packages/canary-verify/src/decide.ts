import type { ArmTest } from './plan.js';
import { answerSplit, type Exclusions, type SplitTest } from './statistics/split-test.js';
import type { ArmTally } from './tally.js';

/** What is known of one arm while it is being sampled. */
export interface ArmDecision {
  outcome: 'matches' | 'differs' | 'open';
  exclusions: Exclusions;
}

export function undecided(): ArmDecision {
  return { outcome: 'open', exclusions: { upper: false, lower: false } };
}

/** Draws the conclusion from an arm's counts, if they allow one; updates `decision`. */
export function decide(decision: ArmDecision, test: ArmTest, tally: ArmTally): void {
  decision.outcome =
    test.kind === 'only' ? decideOnly(test, tally) : decideShare(test.split, tally, decision.exclusions);
}

function decideShare(test: SplitTest, tally: ArmTally, exclusions: Exclusions): ArmDecision['outcome'] {
  const { canary, stable, unidentified, failed } = tally;
  const answer = answerSplit(test, { canary, stable, unknown: unidentified + failed }, exclusions);
  return answer === 'inside' ? 'matches' : answer === 'outside' ? 'differs' : 'open';
}

/** One response of the other version is enough to differ; failed and unidentified responses prove nothing. */
function decideOnly(
  { track, requestsWithoutLeak }: Extract<ArmTest, { kind: 'only' }>,
  tally: ArmTally,
): ArmDecision['outcome'] {
  if (tally[track === 'canary' ? 'stable' : 'canary'] > 0) return 'differs';
  return tally[track] >= requestsWithoutLeak ? 'matches' : 'open';
}
