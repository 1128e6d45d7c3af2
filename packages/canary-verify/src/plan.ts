import type { Arm } from './arms.js';
import type { Expectation, Track } from './expectation.js';
import type { ResolvedOptions } from './options.js';
import { type LimitTest, limitTest } from './statistics/limit-test.js';
import { type RequestsNeeded, requestsNeeded } from './statistics/requests-needed.js';
import { type Band, type SplitRule, type SplitTest, splitTest } from './statistics/split-test.js';
import { requestsWithoutLeak } from './statistics/zero-leak.js';

/** A share is shown to lie inside its band or outside; one version alone is shown by enough responses without a leak. */
export type ArmTest =
  | { kind: 'share'; split: SplitTest }
  | { kind: 'only'; track: Track; requestsWithoutLeak: number }
  /** One test for each version, in the order of the expectation. */
  | { kind: 'versions'; splits: readonly SplitTest[] };

/** How an arm will be decided, and what that is expected to cost. */
export interface ArmPlan {
  arm: Arm;
  test: ArmTest;
  /** Tells when too many requests fail, or do not say their version. */
  failures: LimitTest;
  /** How many requests decide when the traffic goes where it should. */
  needed: RequestsNeeded;
  /** The most requests to spend. */
  budget: number;
}

/** One way to ask. Another one follows only if this one turns out not to be fit to measure with. */
export interface Attempt {
  /** Several requests over one connection. */
  reuse: boolean;
  /** The part of the error rate that this attempt may use. */
  errorRate: number;
  arms: readonly [ArmPlan, ...ArmPlan[]];
}

export interface Plan {
  options: ResolvedOptions;
  attempts: readonly [Attempt, ...Attempt[]];
}

/** From so many expected requests on, opening a connection for each takes longer than it is worth. */
const MANY_REQUESTS = 5_000;

/** What the first attempt may use of the error rate when a second one may follow: nine tenths cost it 2 % more requests. */
const FIRST_PART = 0.9;

/** Prepares the tests and the budget: by default three times the expected number of requests. */
export function makePlan(options: ResolvedOptions): Plan {
  const { errorRate, connectionMode } = options;
  const fresh = attempt(options, { reuse: false, errorRate });
  if (connectionMode === 'fresh') return { options, attempts: [fresh] };
  if (connectionMode === 'reuse')
    return { options, attempts: [attempt(options, { reuse: true, errorRate })] };
  if (requestsOf(fresh) <= MANY_REQUESTS) return { options, attempts: [fresh] };
  return {
    options,
    attempts: [
      attempt(options, { reuse: true, errorRate: FIRST_PART * errorRate }),
      attempt(options, { reuse: false, errorRate: (1 - FIRST_PART) * errorRate }),
    ],
  };
}

/** Reused connections save nothing where one version alone is expected: there only the first response on each counts. */
function requestsOf({ arms }: Attempt): number {
  return arms.reduce((sum, { test, needed }) => sum + (test.kind === 'only' ? 0 : needed.mean), 0);
}

function attempt(options: ResolvedOptions, how: Pick<Attempt, 'reuse' | 'errorRate'>): Attempt {
  const [first, ...rest] = options.arms;
  const plan = (arm: Arm) => planArm(arm, { ...options, ...how });
  return { ...how, arms: [plan(first), ...rest.map(plan)] };
}

function planArm(arm: Arm, options: ResolvedOptions): ArmPlan {
  const { errorRate, maxRequests, maxFailures } = options;
  const { test, needed } = testFor(arm.expectation, options);
  const failures = limitTest(maxFailures, errorRate);
  return { arm, test, failures, needed, budget: maxRequests ?? 3 * needed.mean };
}

function testFor(expectation: Expectation, rule: SplitRule): { test: ArmTest; needed: RequestsNeeded } {
  const { errorRate } = rule;
  if (expectation.kind === 'only') {
    const enough = requestsWithoutLeak(expectation.leak, errorRate);
    const test: ArmTest = { kind: 'only', track: expectation.track, requestsWithoutLeak: enough };
    return { test, needed: { mean: enough, ninetyNinth: enough } };
  }
  if (expectation.kind === 'share')
    return {
      test: { kind: 'share', split: splitTest(expectation, rule) },
      needed: requestsNeeded(expectation, rule),
    };
  const { versions } = expectation;
  const splits = versions.map((band) => oneOfSeveral(band, rule, versions.length));
  const each = versions.map((band) => requestsNeeded(band, rule));
  const needed = {
    mean: Math.max(...each.map(({ mean }) => mean)),
    ninetyNinth: Math.max(...each.map(({ ninetyNinth }) => ninetyNinth)),
  };
  return { test: { kind: 'versions', splits }, needed };
}

/**
 * `matches` needs every version inside its band, so each may use the whole error rate; one version outside is enough for
 * `differs`, so they share it.
 */
function oneOfSeveral(band: Band, rule: SplitRule, versions: number): SplitTest {
  const { outsideThreshold } = splitTest(band, { ...rule, errorRate: rule.errorRate / versions });
  return { ...splitTest(band, rule), outsideThreshold };
}
