import fc from 'fast-check';
import { expect, test } from 'vitest';
import { answerSplit } from '../../src/statistics/answer-split.js';
import { shareInterval } from '../../src/statistics/share-interval.js';
import { splitTest } from '../../src/statistics/split-test.js';

const band = { share: 0.1, tolerance: 0.03 };

test('the interval lies beside the band just when the answer is outside', () => {
  const split = splitTest(band, { errorRate: 0.01, differsBeyond: 'tolerance' });
  fc.assert(
    fc.property(fc.nat(1000), fc.nat(8000), fc.nat(50), (canary, stable, unknown) => {
      const counts = { canary, stable, unknown };
      const answer = answerSplit(split, counts);
      const [low, high] = shareInterval(band, counts, 0.01);
      if (answer === 'outside') expect(low >= 0.13 - 1e-9 || high <= 0.07 + 1e-9).toBe(true);
      if (answer !== 'outside') expect(low < 0.13 + 1e-9 && high > 0.07 - 1e-9).toBe(true);
    }),
    { numRuns: 300 },
  );
});

test('the share interval holds the measured share, and narrows as responses come in', () => {
  const widths = [10, 100, 1000, 10_000].map((requests) => {
    const [low, high] = shareInterval(
      band,
      { canary: requests / 10, stable: 0.9 * requests, unknown: 0 },
      0.01,
    );
    expect(low).toBeLessThan(0.1);
    expect(high).toBeGreaterThan(0.1);
    return high - low;
  });
  expect(widths).toEqual([...widths].sort((one, other) => other - one));
});

test('nothing counted excludes nothing', () => {
  expect(shareInterval(band, { canary: 0, stable: 0, unknown: 0 }, 0.01)).toEqual([0, 1]);
});
