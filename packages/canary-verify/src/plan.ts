import type { Track } from './expectation.js';
import type { Arm, ResolvedOptions } from './options.js';
import { type LimitTest, limitTest } from './statistics/limit-test.js';
import { requestsNeeded } from './statistics/requests-needed.js';
import { type SplitTest, splitTest } from './statistics/split-test.js';
import { requestsWithoutLeak } from './statistics/zero-leak.js';

/** A share is shown to lie inside its band or outside; one version alone is shown by enough responses without a leak. */
export type ArmTest =
  | { kind: 'share'; split: SplitTest }
  | { kind: 'only'; track: Track; requestsWithoutLeak: number };

/** How an arm will be decided, and what that is expected to cost. */
export interface ArmPlan {
  arm: Arm;
  test: ArmTest;
  /** Tells when too many requests fail, or do not say their version. */
  failures: LimitTest;
  /** About how many requests decide when the traffic goes where it should. */
  expectedRequests: number;
  /** The most requests to spend. */
  budget: number;
}

export interface Plan {
  options: ResolvedOptions;
  arms: readonly [ArmPlan, ...ArmPlan[]];
}

/** Prepares the tests and the budget: by default three times the expected number of requests. */
export function makePlan(options: ResolvedOptions): Plan {
  const [first, ...rest] = options.arms;
  return { options, arms: [planArm(first, options), ...rest.map((arm) => planArm(arm, options))] };
}

function planArm(arm: Arm, { errorRate, maxRequests, maxFailures }: ResolvedOptions): ArmPlan {
  const { expectation } = arm;
  const failures = limitTest(maxFailures, errorRate);
  if (expectation.kind === 'only') {
    const needed = requestsWithoutLeak(expectation.leak, errorRate);
    const test: ArmTest = { kind: 'only', track: expectation.track, requestsWithoutLeak: needed };
    return { arm, test, failures, expectedRequests: needed, budget: maxRequests ?? 3 * needed };
  }
  const rule = { errorRate, differsBeyond: 'tolerance' } as const;
  const expected = requestsNeeded(expectation, rule).mean;
  const test: ArmTest = { kind: 'share', split: splitTest(expectation, rule) };
  return { arm, test, failures, expectedRequests: expected, budget: maxRequests ?? 3 * expected };
}
