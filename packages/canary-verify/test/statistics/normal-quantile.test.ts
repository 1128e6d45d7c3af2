import fc from 'fast-check';
import { expect, test } from 'vitest';
import { chiSquareUpper } from '../../src/statistics/chi-square.js';
import { normalQuantileUpper } from '../../src/statistics/normal-quantile.js';
import { relativeError } from './tables.js';

test.each([
  [0.5, 0],
  [0.1, 1.2815515655446004],
  [0.025, 1.959963984540054],
  [0.005, 2.5758293035489004],
  [0.0005, 3.2905267314918945],
])('%d lies above %d', (tail, deviation) => {
  expect(relativeError(normalQuantileUpper(tail), deviation)).toBeLessThan(4e-15);
});

test('the normal quantile inverts the tail of the normal distribution, whose square is chi-square', () => {
  fc.assert(
    fc.property(fc.double({ min: -300, max: Math.log10(0.5), noNaN: true }), (exponent) => {
      const deviation = normalQuantileUpper(10 ** exponent);
      expect(relativeError(chiSquareUpper(deviation ** 2, 1) / 2, 10 ** exponent)).toBeLessThan(1e-11);
    }),
  );
});

test.each([0, 0.6, -0.1, Number.NaN])('%d is refused', (tail) => {
  expect(() => normalQuantileUpper(tail)).toThrow(RangeError);
});
