import fc from 'fast-check';
import { expect, test } from 'vitest';
import { twoSidedThreshold } from '../../src/statistics/two-sided-threshold.js';

const shares = fc
  .tuple(fc.double({ min: 1e-6, max: 0.98, noNaN: true }), fc.double({ min: 1.001, max: 20, noNaN: true }))
  .map(([low, factor]) => ({ low, high: Math.min(0.99, low * factor) }))
  .filter(({ low, high }) => high > low);

function divergence(from: number, to: number): number {
  if (from === 1) return -Math.log(to);
  return from * Math.log(from / to) + (1 - from) * Math.log((1 - from) / (1 - to));
}

test('the two-sided threshold costs something, but no more than half the error rate for each side would', () => {
  fc.assert(
    fc.property(shares, fc.constantFrom(0.05, 0.01, 0.001), (innocent, errorRate) => {
      const threshold = twoSidedThreshold(innocent, errorRate);
      expect(threshold).toBeGreaterThan(-Math.log(errorRate));
      expect(threshold).toBeLessThanOrEqual(-Math.log(errorRate / 2) + 1e-9);
    }),
  );
});

test('a single innocent share can be accused from both sides: each gets half the error rate', () => {
  expect(twoSidedThreshold({ low: 0.1, high: 0.1 }, 0.01)).toBeCloseTo(-Math.log(0.005), 9);
});

test('the ratio of divergences that the proof rests on is least when all responses are of the canary', () => {
  fc.assert(
    fc.property(shares, fc.double({ min: 0.001, max: 1, noNaN: true }), ({ low, high }, way) => {
      const fraction = high + (1 - high) * way;
      fc.pre(divergence(fraction, high) > 1e-9);
      const ratio = divergence(fraction, low) / divergence(fraction, high);
      expect(ratio).toBeGreaterThanOrEqual((Math.log(low) / Math.log(high)) * (1 - 1e-9));
    }),
  );
});
