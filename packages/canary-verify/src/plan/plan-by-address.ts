import type { Expectation } from '../options/expectation.js';
import type { Band } from '../statistics/split-test.js';
import { type AddressTests, addressTests } from './address-tests.js';
import { budgetsFor } from './budgets.js';
import { type ArmPlan, type ArmTest, type Attempt, type Plan, type RuleOfArm, sharing } from './plan.js';

/**
 * The part of the error rate for what is said of single addresses; the rest is for the share of all requests. With nine
 * tenths that one needs 2 % more requests.
 */
const ADDRESSES_PART = 0.1;

/** The plan for a target with these addresses, as they are shown. A single one changes nothing. */
export function planByAddress(plan: Plan, addresses: readonly string[]): Plan {
  const [first, ...others] = plan.attempts;
  const by = (attempt: Attempt): Attempt =>
    addresses.length < 2
      ? { ...attempt, addresses }
      : attemptByAddress({ ...attempt, addresses }, plan.options);
  return { ...plan, attempts: [by(first), ...others.map(by)] };
}

function attemptByAddress(attempt: Attempt, options: Plan['options']): Attempt {
  const { differsBeyond, maxRequests, overMs } = options;
  const rule = { errorRate: attempt.errorRate, differsBeyond, maxRequests, overMs };
  const by = (arm: ArmPlan): ArmPlan => {
    const { expectation } = arm.arm;
    if (expectation.kind === 'only') return arm;
    const planned = armByAddress(arm, bandsOf(expectation), { rule, addresses: attempt.addresses.length });
    return { ...planned, ...budgetsFor(planned.needed, options) };
  };
  const [first, ...others] = attempt.arms;
  return { ...attempt, arms: [by(first), ...others.map(by)] };
}

function armByAddress(
  arm: ArmPlan,
  bands: readonly Band[],
  { rule, addresses }: { rule: Omit<RuleOfArm, 'differsErrorRate'>; addresses: number },
): ArmPlan {
  const differs = (1 - ADDRESSES_PART) * arm.differsErrorRate;
  const ofAll = {
    ...rule,
    errorRate: (1 - ADDRESSES_PART) * rule.errorRate,
    differsErrorRate: differs / bands.length,
  };
  const splits = bands.map((band) => sharing(band, ofAll));
  const [split] = splits;
  const test: ArmTest =
    arm.test.kind === 'share' && split !== undefined
      ? { kind: 'share', split }
      : { kind: 'versions', splits };
  const rates = {
    addresses,
    matches: ADDRESSES_PART * rule.errorRate,
    differs: ADDRESSES_PART * arm.differsErrorRate,
  };
  const tests = addressTests(bands, rates, rule);
  return { ...arm, test, addresses: tests, needed: neededBy(arm, bands, { tests, addresses }) };
}

/** A wider band needs fewer requests, in inverse proportion to the square of its width; but as many at each address. */
function neededBy(
  { needed }: ArmPlan,
  bands: readonly Band[],
  { tests, addresses }: { tests: AddressTests; addresses: number },
): ArmPlan['needed'] {
  const narrower = bands.map((band, index) => band.tolerance / (tests.shares[index]?.wideTolerance ?? 1));
  const factor = Math.max(1, addresses * Math.max(...narrower) ** 2);
  return { mean: Math.ceil(factor * needed.mean), ninetyNinth: Math.ceil(factor * needed.ninetyNinth) };
}

/** The shares that are expected, in the order of the tests. */
function bandsOf(expectation: Exclude<Expectation, { kind: 'only' }>): readonly Band[] {
  return expectation.kind === 'share' ? [expectation] : expectation.versions;
}
