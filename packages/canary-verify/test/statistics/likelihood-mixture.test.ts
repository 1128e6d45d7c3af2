import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { alternative, logMixture } from '../../src/statistics/likelihood-mixture.js';

// Made with 50-digit arithmetic (mpmath): n, k, p_numerator, p_denominator, log_lr.
const table = readFileSync(new URL('tables/log_likelihood_ratio.csv', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .slice(1)
  .map((line) => line.split(',').map(Number) as [number, number, number, number, number]);

test('the reference table was read', () => expect(table.length).toBeGreaterThan(300));

test('a single alternative is the log likelihood ratio, to rounding, also for ten million responses', () => {
  for (const [n, k, numerator, denominator, expected] of table) {
    const one = alternative(1, numerator, denominator);
    const actual = logMixture([one], k, n - k);
    // Two large terms of opposite sign nearly cancel in some rows: the error is measured against them.
    const terms = Math.abs(k * one.perCanary) + Math.abs((n - k) * one.perStable);
    expect(Math.abs(actual - expected), `row ${n},${k},${numerator},${denominator}`).toBeLessThanOrEqual(
      1e-14 * terms + 1e-15,
    );
  }
});

test('an alternative of nothing at all dies at the first canary, without NaN', () => {
  const never = alternative(1, 0, 0.07);
  expect(logMixture([never], 0, 10)).toBeCloseTo(-10 * Math.log1p(-0.07), 12);
  expect(logMixture([never], 1, 10)).toBe(Number.NEGATIVE_INFINITY);
});
