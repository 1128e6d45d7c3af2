import type { Arm } from '../options/arms.js';
import type { Expectation } from '../options/expectation.js';
import type { ResolvedOptions } from '../options/options.js';
import { type ErrorLimitTest, errorLimitTest, requestsBelowLimit } from '../statistics/error-limit.js';
import { type JointLeakTest, jointLeakTest } from '../statistics/joint-leak-test.js';
import { type LeakTest, leakTest } from '../statistics/leak-test.js';
import { type LimitTest, limitTest } from '../statistics/limit-test.js';
import { type RequestsNeeded, requestsNeeded, requestsNeededBy } from '../statistics/requests-needed.js';
import {
  type Band,
  type SplitRule,
  type SplitTest,
  splitTest,
  splitTestByEvidence,
} from '../statistics/split-test.js';
import { twoSidedThreshold } from '../statistics/two-sided-threshold.js';
import type { Track } from '../terms/track.js';
import type { AddressTests } from './address-tests.js';
import { type Budgets, budgetsFor } from './budgets.js';

/** A share is shown to lie inside its band or outside; one version alone is shown by enough responses without a leak. */
export type ArmTest =
  | { kind: 'share'; split: SplitTest }
  /** `joint` is about all arms that are shown together; null if this one is shown by itself. */
  | { kind: 'only'; track: Track; leak: LeakTest; joint: JointLeakTest | null }
  /** One test for each version, in the order of the expectation. */
  | { kind: 'versions'; splits: readonly SplitTest[] };

/** How an arm will be decided, and what that is expected to cost. */
export interface ArmPlan extends Budgets {
  arm: Arm;
  test: ArmTest;
  /** Null for a single address, and for one version alone: of that one a single response is enough at any address. */
  addresses: AddressTests | null;
  /** Tells whether the second hop leaks; null if it is not checked. */
  hopLeak: LeakTest | null;
  /** The chance that a share inside its band is found outside. */
  differsErrorRate: number;
  /**
   * The share of the error rate per arm, for findings that can occur by chance in any arm (a replica that never
   * answers).
   */
  eachErrorRate: number;
  /** The canary is not called no worse from this multiple of the stable version's odds on. */
  worseRatio: number;
  /** Tells whether the canary's errors are below a limit; null if there is none, or the canary should not answer. */
  errorLimit: ErrorLimitTest | null;
  /** Where one version alone is expected: the mean number of requests on a connection. Only the first response on each is a proof. */
  perConnection: number;
  /** Tells when too many requests fail, or do not say their version. */
  failures: LimitTest;
  /** How many requests decide when the traffic goes where it should. */
  needed: RequestsNeeded;
}

/** One way to ask. Another one follows only if this one turns out not to be fit to measure with. */
export interface Attempt {
  /** Several requests over one connection. */
  reuse: boolean;
  /** The part of the error rate that this attempt may use. */
  errorRate: number;
  /** The addresses that requests are dealt to, as they are shown; empty while they are not known. */
  addresses: readonly string[];
  arms: readonly [ArmPlan, ...ArmPlan[]];
}

export interface Plan {
  options: ResolvedOptions;
  attempts: readonly [Attempt, ...Attempt[]];
}

/** From so many expected requests on, opening a connection for each takes longer than it is worth. */
const MANY_REQUESTS = 5_000;

/**
 * The first attempt's part of the error rate if a second one may follow. With nine tenths it needs 2 % more
 * requests.
 */
const FIRST_PART = 0.9;

/** Prepares the tests and the budget: by default three times the expected number of requests. */
export function makePlan(options: ResolvedOptions): Plan {
  const { errorRate, connectionMode } = options;
  const fresh = attempt(options, { reuse: false, errorRate });
  // Spread over a time, requests are too few in a second to save anything.
  const spread = options.overMs !== null && connectionMode === 'auto';
  if (connectionMode === 'fresh' || spread) return { options, attempts: [fresh] };
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

/** Reused connections save nothing where one version alone is expected: there only the first response on each is a proof. */
function requestsOf({ arms }: Attempt): number {
  return arms.reduce((sum, { test, needed }) => sum + (test.kind === 'only' ? 0 : needed.mean), 0);
}

function attempt(options: ResolvedOptions, how: Pick<Attempt, 'reuse' | 'errorRate'>): Attempt {
  const [first, ...rest] = options.arms;
  const plan = (arm: Arm) => planArm(arm, { ...options, ...how });
  return { ...how, addresses: [], arms: [plan(first), ...rest.map(plan)] };
}

/**
 * A run matches when all its arms do, so the one that is wrong is accepted with no more than its own chance: each may use
 * the whole error rate for `matches`. It differs when one of them does, so those share it that can differ by chance. One
 * version alone cannot: the other version that answered is no guess.
 */
function planArm(arm: Arm, options: ResolvedOptions): ArmPlan {
  const { errorRate, maxFailures, arms } = options;
  const shares = arms.filter(({ expectation }) => expectation.kind !== 'only').length;
  const differsErrorRate = errorRate / Math.max(1, shares);
  const eachErrorRate = errorRate / arms.length;
  const together = arms.filter(isShownTogether).length;
  const { test, needed } = testFor(arm.expectation, { ...options, differsErrorRate, together });
  const { secondHop } = arm;
  const perConnection = requestsOnConnection(arm, test, options);
  const hopLeak = secondHop === null ? null : leakTest(secondHop.leak, errorRate);
  const errorLimit = errorLimitFor(arm, options);
  const most = Math.max(
    perConnection * needed.mean,
    hopLeak?.requestsWithoutLeak ?? 0,
    requestsForLimit(arm, errorLimit),
  );
  const own = { mean: most, ninetyNinth: Math.max(most, needed.ninetyNinth) };
  return {
    arm,
    test,
    addresses: null,
    hopLeak,
    worseRatio: options.worseRatio,
    errorLimit,
    differsErrorRate,
    eachErrorRate,
    perConnection,
    failures: limitTest(maxFailures, eachErrorRate),
    needed: own,
    ...budgetsFor(own, options),
  };
}

function isShownTogether({ expectation }: Arm): boolean {
  return expectation.kind === 'only' && expectation.together !== null;
}

/** The limit of the canary's errors, where the canary should answer. */
function errorLimitFor(
  { expectation }: Arm,
  { maxErrors, errorRate }: ResolvedOptions,
): ErrorLimitTest | null {
  if (maxErrors === null) return null;
  if (expectation.kind === 'only' && expectation.track === 'stable') return null;
  return errorLimitTest(maxErrors, errorRate);
}

/** So many requests bring enough responses of a canary that never fails. */
function requestsForLimit({ expectation }: Arm, limit: ErrorLimitTest | null): number {
  if (limit === null) return 0;
  const share =
    expectation.kind === 'only'
      ? 1
      : expectation.kind === 'share'
        ? expectation.share
        : 1 - (expectation.versions[0]?.share ?? 0);
  return Math.ceil(requestsBelowLimit(limit) / share);
}

/** Where connections are to be reused: long enough to find a router that sends later requests elsewhere. */
const REUSED_REQUESTS = 10;

/** So many times the connections that are needed may be opened before the budget is spent. */
const SPARE_CONNECTIONS = 1.2;

/** With a request limit connections are as short as it takes to have enough of them. On a second hop every response is a proof. */
function requestsOnConnection(
  { secondHop }: Arm,
  test: ArmTest,
  { connectionMode, maxRequests }: ResolvedOptions,
): number {
  if (test.kind !== 'only' || connectionMode !== 'reuse' || secondHop !== null) return 1;
  if (maxRequests === null) return REUSED_REQUESTS;
  const most = Math.floor(maxRequests / (SPARE_CONNECTIONS * test.leak.requestsWithoutLeak));
  return Math.min(REUSED_REQUESTS, Math.max(1, most));
}

/** What the test of a share rests on. */
export interface RuleOfArm extends SplitRule {
  /** The chance that a share inside its band is found outside: a part of the error rate. */
  differsErrorRate: number;
  /** Null for three times the number that is needed in the mean. */
  maxRequests: number | null;
  /** Null if the run is looked at all the time: else it is looked at once, when so much time has passed. */
  overMs: number | null;
}

/** @param together the number of arms that are shown together. */
function testFor(
  expectation: Expectation,
  { together, ...rule }: RuleOfArm & { together: number },
): { test: ArmTest; needed: RequestsNeeded } {
  if (expectation.kind === 'only') {
    const { track, leak: each, together: all } = expectation;
    const joint = all === null ? null : jointLeakTest(together, { each, all }, rule.errorRate);
    const leak = joint?.each ?? leakTest(each, rule.errorRate);
    const enough = leak.requestsWithoutLeak;
    return { test: { kind: 'only', track, leak, joint }, needed: { mean: enough, ninetyNinth: enough } };
  }
  if (expectation.kind === 'share') {
    const split = sharing(expectation, rule);
    return { test: { kind: 'share', split }, needed: neededBy(split, expectation, rule) };
  }
  const { versions } = expectation;
  const one = { ...rule, differsErrorRate: rule.differsErrorRate / versions.length };
  const splits = versions.map((band) => sharing(band, one));
  const each = splits.map((split, index) => neededBy(split, versions[index] as Band, rule));
  const needed = {
    mean: Math.max(...each.map(({ mean }) => mean)),
    ninetyNinth: Math.max(...each.map(({ ninetyNinth }) => ninetyNinth)),
  };
  return { test: { kind: 'versions', splits }, needed };
}

/**
 * The test of one share. If several versions are expected, `matches` needs each inside its band, and one outside
 * is enough for `differs`.
 */
export function sharing(
  band: Band,
  { differsErrorRate, maxRequests, overMs, ...rule }: RuleOfArm,
): SplitTest {
  const test =
    overMs === null ? splitTest(band, rule, maxRequests ?? undefined) : splitTestByEvidence(band, rule);
  return { ...test, outsideThreshold: twoSidedThreshold(test, differsErrorRate) };
}

function neededBy(test: SplitTest, band: Band, rule: RuleOfArm): RequestsNeeded {
  return rule.maxRequests === null ? requestsNeededBy(test, band, rule) : requestsNeeded(band, rule);
}
