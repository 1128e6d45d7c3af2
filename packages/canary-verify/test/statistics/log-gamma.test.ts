import fc from 'fast-check';
import { expect, test } from 'vitest';
import { logBeta, logGamma, stirlingError } from '../../src/statistics/log-gamma.js';
import { relativeError } from './tables.js';

const positive = fc.oneof(
  fc.double({ min: 0.01, max: 20, noNaN: true }),
  fc.double({ min: 1, max: 1e7, noNaN: true }),
);

test('factorials, as far as doubles hold them exactly', () => {
  for (let x = 3, factorial = 2; x <= 19; factorial *= x, x += 1)
    expect(relativeError(logGamma(x), Math.log(factorial)), `ln Gamma(${x})`).toBeLessThan(4e-15);
  expect(Math.abs(logGamma(1))).toBeLessThan(4e-15);
  expect(Math.abs(logGamma(2))).toBeLessThan(4e-15);
});

test('halves: Gamma(1/2) is the square root of pi', () => {
  expect(relativeError(logGamma(0.5), Math.log(Math.PI) / 2)).toBeLessThan(1e-14);
  expect(relativeError(logGamma(1.5), Math.log(Math.PI) / 2 - Math.LN2)).toBeLessThan(1e-14);
});

test('the recurrence Gamma(x + 1) = x Gamma(x), and the duplication formula (DLMF 5.5.5)', () => {
  fc.assert(
    fc.property(positive, (x) => {
      const rounding = 1e-15 * (8 + Math.abs(logGamma(2 * x + 1)));
      expect(Math.abs(logGamma(x + 1) - Math.log(x) - logGamma(x))).toBeLessThan(rounding);
      const doubled = logGamma(x) + logGamma(x + 0.5) + (2 * x - 1) * Math.LN2 - Math.log(Math.PI) / 2;
      expect(Math.abs(logGamma(2 * x) - doubled)).toBeLessThan(rounding);
    }),
  );
});

test('the Stirling error lies between the first and the first two terms of its series, and stays smooth', () => {
  fc.assert(
    fc.property(positive, (x) => {
      const slack = 1e-14;
      expect(stirlingError(x)).toBeLessThan(1 / (12 * x) + slack);
      expect(stirlingError(x)).toBeGreaterThan(1 / (12 * x) - 1 / (360 * x ** 3) - slack);
    }),
  );
});

test('the beta function: B(a, 1) = 1 / a, symmetry, and B(a + 1, b) = B(a, b) a / (a + b), without losing digits', () => {
  fc.assert(
    fc.property(positive, positive, (a, b) => {
      expect(Math.abs(logBeta(a, 1) + Math.log(a))).toBeLessThan(1e-14 * (1 + Math.abs(Math.log(a))));
      const value = logBeta(a, b);
      const rounding = 4e-15 * (1 + Math.abs(value));
      expect(Math.abs(logBeta(b, a) - value)).toBeLessThan(rounding);
      expect(Math.abs(logBeta(a + 1, b) - value - Math.log(a / (a + b)))).toBeLessThan(rounding * 4);
    }),
  );
});
