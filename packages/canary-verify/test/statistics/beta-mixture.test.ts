import fc from 'fast-check';
import { expect, test } from 'vitest';
import { logEValue, logLikelihood, logMarginalLikelihood } from '../../src/statistics/beta-mixture.js';
import { expectColumn, logarithmError, numberIn, type Row, readTable } from './tables.js';

const columns = [
  'n',
  'k',
  'p_null',
  'prior_a',
  'prior_b',
  'log_marginal_likelihood',
  'log_null_likelihood',
  'log_e_value',
] as const;
type Column = (typeof columns)[number];

const rows = readTable('log_beta_binomial_mixture', columns);
const sampleOf = (row: Row<Column>) => ({ hits: numberIn(row, 'k'), trials: numberIn(row, 'n') });
const priorOf = (row: Row<Column>) => ({ a: numberIn(row, 'prior_a'), b: numberIn(row, 'prior_b') });

test('both mixture likelihoods agree with the reference table, out to ten million trials', () => {
  const marginal = (row: Row<Column>) => logMarginalLikelihood(sampleOf(row), priorOf(row));
  const atNull = (row: Row<Column>) => logLikelihood(sampleOf(row), numberIn(row, 'p_null'));
  expectColumn(rows, { column: 'log_marginal_likelihood', actual: marginal, tolerance: 1e-10 });
  expectColumn(rows, { column: 'log_null_likelihood', actual: atNull, tolerance: 1e-10 });
});

test('the e-value agrees with the reference table', () => {
  const actual = (row: Row<Column>) => logEValue(sampleOf(row), priorOf(row), numberIn(row, 'p_null'));
  expectColumn(rows, { column: 'log_e_value', actual, tolerance: 1e-10, error: logarithmError });
  // Relative to a logarithm near 0 as well. Below 1e-30 stands what 50 digits leave over of a true 0.
  const apart = rows.filter((row) => Math.abs(numberIn(row, 'log_e_value')) > 1e-30);
  expect(apart.length).toBeGreaterThan(100);
  expectColumn(apart, { column: 'log_e_value', actual, tolerance: 1e-10 });
});

const sample = fc
  .tuple(fc.oneof(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 1_000_000 })), fc.nat())
  .map(([trials, hits]) => ({ hits: hits % (trials + 1), trials }));
const prior = fc.record({
  a: fc.double({ min: 0.1, max: 1000, noNaN: true }),
  b: fc.double({ min: 0.1, max: 1000, noNaN: true }),
});
/** Such that its complement is a double too: else 1 - p says another thing than p. */
const share = fc.integer({ min: 1, max: 2 ** 20 - 1 }).map((numerator) => numerator / 2 ** 20);

/** Room for rounding, in logarithms that are put together from terms of these sizes. */
const rounding = (...terms: number[]) => 2e-14 * terms.reduce((sum, term) => sum + Math.abs(term), 10);

test('the e-value is a martingale: another trial leaves its mean under the null hypothesis as it is', () => {
  fc.assert(
    fc.property(sample, prior, share, ({ hits, trials }, beta, p) => {
      const now = logEValue({ hits, trials }, beta, p);
      const afterHit = logEValue({ hits: hits + 1, trials: trials + 1 }, beta, p);
      const afterMiss = logEValue({ hits, trials: trials + 1 }, beta, p);
      const mean = p * Math.exp(afterHit - now) + (1 - p) * Math.exp(afterMiss - now);
      expect(Math.abs(mean - 1)).toBeLessThan(rounding(now, beta.a, beta.b));
    }),
  );
});

test('another hit multiplies the marginal likelihood by the mean of what is known so far', () => {
  fc.assert(
    fc.property(sample, prior, ({ hits, trials }, { a, b }) => {
      const before = logMarginalLikelihood({ hits, trials }, { a, b });
      const after = logMarginalLikelihood({ hits: hits + 1, trials: trials + 1 }, { a, b });
      const mean = Math.log((a + hits) / (a + b + trials));
      expect(Math.abs(after - before - mean)).toBeLessThan(rounding(before));
    }),
  );
});

test('the e-value is the ratio of both likelihoods, and hits and misses may be swapped', () => {
  fc.assert(
    fc.property(sample, prior, share, (one, { a, b }, p) => {
      const evidence = logEValue(one, { a, b }, p);
      const likelihood = logLikelihood(one, p);
      const room = rounding(evidence, likelihood, 10 * a, 10 * b);
      expect(Math.abs(evidence - (logMarginalLikelihood(one, { a, b }) - likelihood))).toBeLessThan(room);
      const mirrored = { hits: one.trials - one.hits, trials: one.trials };
      expect(Math.abs(evidence - logEValue(mirrored, { a: b, b: a }, 1 - p))).toBeLessThan(room);
    }),
  );
});

test('no trials are no evidence', () => {
  expect(logEValue({ hits: 0, trials: 0 }, { a: 1, b: 1 }, 0.3)).toBe(0);
  expect(logLikelihood({ hits: 0, trials: 0 }, 1)).toBe(0);
  expect(logLikelihood({ hits: 1, trials: 2 }, 0)).toBe(Number.NEGATIVE_INFINITY);
});

test('the beta mixture refuses impossible samples, priors and probabilities', () => {
  const [one, beta] = [
    { hits: 1, trials: 2 },
    { a: 1, b: 1 },
  ];
  expect(() => logMarginalLikelihood({ hits: 3, trials: 2 }, beta)).toThrow(RangeError);
  expect(() => logMarginalLikelihood(one, { a: 0, b: 1 })).toThrow(RangeError);
  expect(() => logEValue(one, beta, 0)).toThrow(RangeError);
  expect(() => logEValue(one, beta, 1)).toThrow(RangeError);
  expect(() => logLikelihood(one, 1.5)).toThrow(RangeError);
});
