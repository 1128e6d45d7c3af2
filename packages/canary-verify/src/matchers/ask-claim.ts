import { type Answered, answerTo } from './answer.js';
import { noteFailure, refuseRetry } from './asked-before.js';
import type { Claim } from './claim.js';
import type { RunningTest } from './running-test.js';
import { timeLeft } from './time-left.js';

/** A claim in a test. */
export interface AskedClaim {
  claim: Claim;
  /** The claim in words that no other claim of the test has. */
  name: string;
  /** Null if the runner does not tell it. */
  test: RunningTest | null;
  /** How a test of this runner gets more time. */
  remedy: string;
  /** The answers that pass. */
  passes: 'shown' | 'refuted';
}

/** Measures a claim once, in the time that its test has. Throws a UsageError when it is asked again after it has failed. */
export async function askClaim({ claim, name, test, remedy, passes }: AskedClaim): Promise<Answered> {
  const asked = test === null ? null : { test: test.identity, claim: name };
  if (asked !== null) refuseRetry(asked);
  const { maxTimeMs, remark } = timeLeft(claim.limits, test, remedy);
  const verdict = await claim.measure(maxTimeMs);
  const answered = answerTo(verdict, claim.leavesOpen(verdict), remark);
  if (asked !== null && answered.answer !== passes) noteFailure(asked, answered.report);
  return answered;
}
