import { describe, expect, test } from 'vitest';
import { FAULT_CASES } from '../../bench/faults/fault-cases.js';
import { isCalledSlower } from '../../bench/faults/moods.js';
import { resolveOptions } from '../../src/options/options.js';
import { makePlan } from '../../src/plan/plan.js';
import { runPlanned } from '../run-on.js';
import { seeded, shareOf } from '../statistics/seeded.js';

const RUNS = 30;
/** Thirty runs scatter: two more than promised prove nothing. */
const SLACK = 2 / RUNS;

describe(`seeded runs, seeds 1 to ${RUNS}; bench:faults has a thousand of each`, () => {
  test.each(FAULT_CASES)('$name', ({ options, known = {}, service, isWrong, atMost }) => {
    const plan = makePlan({ ...resolveOptions(options), ...known });
    let seed = 0;
    const wrong = shareOf(RUNS, () => {
      const random = seeded(++seed);
      return isWrong(runPlanned(plan, service(random), { random }).verdict);
    });
    expect(wrong).toBeLessThanOrEqual(atMost + SLACK);
  });

  const alike = { spread: 0.15, kept: 0.95, canaryTakesMoreMs: 0, requests: 2_000 };

  test('replicas whose speed wanders by itself are no slower version', () => {
    let seed = 0;
    expect(shareOf(RUNS, () => isCalledSlower(alike, seeded(++seed)))).toBe(0);
  });

  test('a canary that takes 10 ms more is found', () => {
    let seed = 0;
    const slower = { ...alike, canaryTakesMoreMs: 10 };
    expect(shareOf(RUNS, () => isCalledSlower(slower, seeded(++seed)))).toBe(1);
  });
});
