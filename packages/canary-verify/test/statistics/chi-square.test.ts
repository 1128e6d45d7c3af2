import fc from 'fast-check';
import { expect, test } from 'vitest';
import { chiSquareUpper, gammaUpper } from '../../src/statistics/chi-square.js';
import { type FitColumn as Column, readFitTable } from './fit-table.js';
import { expectColumn, numberIn, type Row, relativeError } from './tables.js';

const rows = readFitTable();

test('the tail beyond both statistics of the reference table is the p-value there', () => {
  const tolerance = 1e-10;
  const beyond = (statistic: Column) => (row: Row<Column>) =>
    chiSquareUpper(numberIn(row, statistic), numberIn(row, 'df'));
  expectColumn(rows, { column: 'pearson_p', actual: beyond('pearson_chi2'), tolerance });
  expectColumn(rows, { column: 'g_p', actual: beyond('g_statistic'), tolerance });
});

const statistic = fc.double({ min: 0, max: 1300, noNaN: true });

test('for an even number of degrees of freedom it is a Poisson sum, down to 1e-280', () => {
  fc.assert(
    fc.property(statistic, fc.integer({ min: 1, max: 40 }), (x, half) => {
      let term = Math.exp(-x / 2);
      let sum = 0;
      for (let count = 0; count < half; count += 1, term *= x / 2 / count) sum += term;
      expect(relativeError(chiSquareUpper(x, 2 * half), sum)).toBeLessThan(1e-12);
    }),
  );
});

test('falls with the statistic, grows with the degrees of freedom', () => {
  fc.assert(
    fc.property(statistic, fc.integer({ min: 1, max: 2000 }), (x, degrees) => {
      const tail = chiSquareUpper(x, degrees);
      expect(chiSquareUpper(x + 0.1, degrees)).toBeLessThanOrEqual(tail);
      expect(chiSquareUpper(x, degrees + 1)).toBeGreaterThanOrEqual(tail);
      expect(tail).toBeLessThanOrEqual(1);
    }),
  );
});

test('ends of the range', () => {
  expect(chiSquareUpper(0, 3)).toBe(1);
  expect(chiSquareUpper(Number.POSITIVE_INFINITY, 3)).toBe(0);
});

test('chi-square refuses impossible statistics and degrees of freedom', () => {
  expect(() => gammaUpper(0.4, 1)).toThrow(RangeError);
  expect(() => chiSquareUpper(-1, 1)).toThrow(RangeError);
  expect(() => chiSquareUpper(Number.NaN, 1)).toThrow(RangeError);
  expect(() => chiSquareUpper(1, Number.NaN)).toThrow(RangeError);
});
