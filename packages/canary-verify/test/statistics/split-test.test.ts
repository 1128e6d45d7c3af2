import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { answerSplit } from '../../src/statistics/answer-split.js';
import { exactRun } from '../../src/statistics/exact-run.js';
import { splitTest } from '../../src/statistics/split-test.js';
import { exactBehaviour } from './exact-split-test.js';

const band = { share: 0.1, tolerance: 0.03 };
// Beyond the end of the region (4,0xx); at a boundary the error only grows with the horizon.
const horizon = 6000;

describe('10 % ± 3 points at 99 %, computed exactly', () => {
  test('the expected share matches, after 1,354 responses in the mean', () => {
    const exact = exactBehaviour(band, 0.01, 0.1, horizon);
    expect(exact.inside).toBeGreaterThan(0.99);
    expect(exact.outside).toBeLessThan(0.01);
    expect(exact.meanRequests).toBeCloseTo(1354, -1);
  });

  test.each([0.07, 0.13])(
    'a share of %f, just out of tolerance, matches with a chance of at most 1 %%',
    (share) => {
      const exact = exactBehaviour(band, 0.01, share, horizon);
      expect(exact.inside).toBeLessThanOrEqual(0.01);
      expect(exact.outside).toBeLessThanOrEqual(0.01);
    },
  );

  test('15 %, which ten tries of a fixed test nearly always accept, matches with a chance of less than one in ten thousand', () => {
    expect(exactBehaviour(band, 0.01, 0.15, horizon).inside).toBeLessThan(1e-4);
  });

  test.each([
    [0, 89],
    [0.2, 329],
    [1, 4],
  ])('a share of %f differs, after %i responses in the mean', (share, requests) => {
    const exact = exactBehaviour(band, 0.01, share, horizon);
    expect(exact.outside).toBeGreaterThan(0.999);
    expect(Math.round(exact.meanRequests)).toBe(requests);
  });
});

test('the computation over boundaries and the one over every count are the same', () => {
  const split = splitTest(band, { errorRate: 0.01, differsBeyond: 'tolerance' });
  for (const trueShare of [0.07, 0.1, 0.2]) {
    const slow = exactBehaviour(band, 0.01, trueShare, 2000);
    const fast = exactRun({ test: split, trueShare, horizon: 2000, lookEvery: 1 });
    expect(fast.inside).toBeCloseTo(slow.inside, 9);
    expect(fast.outside).toBeCloseTo(slow.outside, 9);
    expect(fast.meanRequests).toBeCloseTo(slow.meanRequests, 5);
  }
});

test('a share and its complement are treated alike', () => {
  const few = splitTest({ share: 0.1, tolerance: 0.03 }, { errorRate: 0.01, differsBeyond: 'tolerance' });
  const many = splitTest({ share: 0.9, tolerance: 0.03 }, { errorRate: 0.01, differsBeyond: 'tolerance' });
  fc.assert(
    fc.property(fc.nat(5000), fc.nat(5000), fc.nat(20), (canary, stable, unknown) => {
      const one = answerSplit(few, { canary, stable, unknown });
      const other = answerSplit(many, { canary: stable, stable: canary, unknown });
      expect(one).toBe(other);
    }),
  );
});

test('responses of unknown version can delay an answer, never turn it', () => {
  const split = splitTest(band, { errorRate: 0.01, differsBeyond: 'tolerance' });
  const answer = (canary: number, stable: number, unknown: number) =>
    answerSplit(split, { canary, stable, unknown });
  fc.assert(
    fc.property(fc.nat(1000), fc.nat(8000), fc.nat(300), (canary, stable, unknown) => {
      const cautious = answer(canary, stable, unknown);
      if (cautious === 'open') return;
      // Whatever the unknown ones were, the same answer would have been right to give.
      expect(answer(canary + unknown, stable, 0)).toBe(cautious);
      expect(answer(canary, stable + unknown, 0)).toBe(cautious);
    }),
  );
});
