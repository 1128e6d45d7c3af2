import fc from 'fast-check';
import { expect, test } from 'vitest';
import { betaQuantile, betaQuantileUpper } from '../../src/statistics/beta-quantile.js';
import { betaLower, betaUpper } from '../../src/statistics/incomplete-beta.js';
import { expectColumn, numberIn, type Row, readTable, relativeError } from './tables.js';

const columns = ['a', 'b', 'x', 'cdf', 'sf'] as const;
type Column = (typeof columns)[number];

const rows = readTable('beta_cdf_quantile', columns);

test('the quantile of the smaller tail leads back to the point of the reference table', () => {
  const actual = (row: Row<Column>) => {
    const shape = { a: numberIn(row, 'a'), b: numberIn(row, 'b') };
    return numberIn(row, 'cdf') <= 0.5
      ? betaQuantile(shape, numberIn(row, 'cdf')).yes
      : betaQuantileUpper(shape, numberIn(row, 'sf')).yes;
  };
  expectColumn(rows, { column: 'x', actual, tolerance: 1e-9 });
});

const parameter = fc.oneof(
  fc.double({ min: 0.01, max: 3, noNaN: true }),
  fc.double({ min: 1, max: 1e7, noNaN: true }),
);
const shape = fc.record({ a: parameter, b: parameter });
/** From 1e-200 to one half. */
const tail = fc.double({ min: -200, max: Math.log10(0.5), noNaN: true }).map((exponent) => 10 ** exponent);

test('the quantile inverts the tail, out to tails of 1e-200', () => {
  fc.assert(
    fc.property(shape, tail, (one, probability) => {
      const below = betaQuantile(one, probability);
      if (below.yes > 0) expect(relativeError(betaLower(one, below), probability)).toBeLessThan(1e-9);
      const above = betaQuantileUpper(one, probability);
      if (above.no > 0) expect(relativeError(betaUpper(one, above), probability)).toBeLessThan(1e-9);
    }),
  );
});

test('more probability below never means a smaller point', () => {
  fc.assert(
    fc.property(shape, tail, tail, (one, first, second) => {
      const [less, more] = [Math.min(first, second), Math.max(first, second)];
      const point = betaQuantile(one, more).yes * (1 + 1e-12);
      expect(betaQuantile(one, less).yes).toBeLessThanOrEqual(point);
    }),
  );
});

test('a tail above one half is a tail of the other side', () => {
  fc.assert(
    fc.property(shape, fc.integer({ min: 1, max: 1023 }), (one, numerator) => {
      const probability = numerator / 1024;
      const fromBelow = betaQuantile(one, probability);
      const fromAbove = betaQuantileUpper(one, 1 - probability);
      expect(relativeError(fromBelow.yes, fromAbove.yes)).toBeLessThan(1e-9);
      expect(relativeError(fromBelow.no, fromAbove.no)).toBeLessThan(1e-9);
    }),
  );
});

test('ends of the range, and a point too small to be told from 0', () => {
  expect([betaQuantile({ a: 2, b: 3 }, 0).yes, betaQuantile({ a: 2, b: 3 }, 1).yes]).toEqual([0, 1]);
  expect(betaQuantile({ a: 0.01, b: 5 }, 1e-10).yes).toBe(0);
});

test.each([-0.1, 1.5, Number.NaN])('%d is no tail', (probability) => {
  expect(() => betaQuantile({ a: 1, b: 1 }, probability)).toThrow(RangeError);
  expect(() => betaQuantileUpper({ a: 1, b: 1 }, probability)).toThrow(RangeError);
});

test.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY])('%d is no parameter', (parameter) => {
  expect(() => betaQuantile({ a: parameter, b: 1 }, 0.5)).toThrow(RangeError);
  expect(() => betaQuantile({ a: 1, b: parameter }, 0.5)).toThrow(RangeError);
});
