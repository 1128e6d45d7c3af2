import fc from 'fast-check';
import { expect, test } from 'vitest';
import { chance, deviance, logBetaOverPower } from '../../src/statistics/deviance.js';
import { logBeta } from '../../src/statistics/log-gamma.js';
import { relativeError } from './tables.js';

const positive = fc.double({ min: 1e-3, max: 1e7, noNaN: true });

test('far from the mean it is what the formula says, and a count of 0 leaves the mean', () => {
  fc.assert(
    fc.property(positive, positive, (count, mean) => {
      const direct = count * Math.log(count / mean) + mean - count;
      const rounding = 1e-15 * (count * (1 + Math.abs(Math.log(count / mean))) + mean);
      expect(Math.abs(deviance(count, mean, count - mean) - direct)).toBeLessThan(rounding);
      expect(deviance(0, mean, -mean)).toBe(mean);
    }),
  );
});

test('close to the mean it is excess^2 / (2 mean) - excess^3 / (6 mean^2) + ..., to rounding', () => {
  const small = fc.integer({ min: -1000, max: 1000 }).filter((numerator) => numerator !== 0);
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1e7 }), small, (mean, numerator) => {
      const relative = numerator * 2 ** -30;
      const excess = mean * relative;
      const series = mean * relative ** 2 * (1 / 2 - relative / 6 + relative ** 2 / 12);
      expect(relativeError(deviance(mean + excess, mean, excess), series)).toBeLessThan(1e-14);
    }),
  );
});

test('the beta function over the power function is just that, where no digits are lost', () => {
  const small = fc.double({ min: 0.1, max: 20, noNaN: true });
  const share = fc.double({ min: 0.001, max: 0.999, noNaN: true });
  fc.assert(
    fc.property(small, small, share, (a, b, p) => {
      const direct = logBeta(a, b) - a * Math.log(p) - b * Math.log1p(-p);
      expect(Math.abs(logBetaOverPower({ a, b }, chance(p)) - direct)).toBeLessThan(1e-12);
    }),
  );
});
