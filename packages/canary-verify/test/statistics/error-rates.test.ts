import { describe, expect, test } from 'vitest';
import { type ExactRun, exactRun } from '../../src/statistics/exact-run.js';
import { hoeffdingBound } from '../../src/statistics/requests-needed.js';
import { type DiffersBeyond, splitTest } from '../../src/statistics/split-test.js';
import { CONFIGURATIONS } from './configurations.js';

/** The run at a true share, up to 14 times Hoeffding's bound. Rare canaries are looked at in steps of at most a hundredth of one. */
function runAt(
  [share, tolerance, errorRate]: (typeof CONFIGURATIONS)[number],
  trueShare: number,
  differsBeyond: DiffersBeyond,
): ExactRun {
  const horizon = Math.ceil(14 * hoeffdingBound({ share, tolerance }, errorRate));
  const lookEvery = Math.max(1, Math.round(0.01 / share));
  const split = splitTest({ share, tolerance }, { errorRate, differsBeyond });
  return exactRun({ test: split, trueShare, horizon, lookEvery });
}

test('the table has 33 configurations', () => expect(CONFIGURATIONS).toHaveLength(33));

describe.each(CONFIGURATIONS)('%f ± %f at error rate %f, exactly', (share, tolerance, errorRate) => {
  const configuration = [share, tolerance, errorRate] as const;

  test.each([-1, 1])('at the boundary, a wrong `matches` and a wrong `differs` are rare enough', (side) => {
    const run = runAt(configuration, share + side * tolerance, 'tolerance');
    // Not zero either: a test that never answers would be no test.
    expect(run.inside).toBeGreaterThan(errorRate / 10);
    expect(run.inside).toBeLessThanOrEqual(errorRate);
    expect(run.outside).toBeLessThanOrEqual(errorRate);
  });

  test('at the expected share it matches, and `differs` is rare enough', () => {
    const run = runAt(configuration, share, 'tolerance');
    expect(run.outside).toBeLessThanOrEqual(errorRate);
    expect(run.inside).toBeGreaterThan(1 - errorRate - 0.0001);
  });

  test.each([
    ['half', -0.5],
    ['half', 0.5],
    ['share', 0],
  ] as const)('beyond the %s, `differs` is rare enough where it would be wrong', (differsBeyond, offset) => {
    const run = runAt(configuration, share + offset * tolerance, differsBeyond);
    expect(run.outside).toBeLessThanOrEqual(errorRate);
  });

  test.each([
    ['half', -1],
    ['half', 1],
    ['share', -1],
    ['share', 1],
  ] as const)(
    'beyond the %s, `matches` is rare enough at the boundary, and an answer comes',
    (differsBeyond, side) => {
      const run = runAt(configuration, share + side * tolerance, differsBeyond);
      expect(run.inside).toBeLessThanOrEqual(errorRate);
      expect(run.undecided).toBeLessThan(differsBeyond === 'half' ? 0.06 : 0.001);
    },
  );
});
