import fc from 'fast-check';
import { expect, test } from 'vitest';
import { likelihoodRatioTest, pearsonTest } from '../../src/statistics/goodness-of-fit.js';
import { type FitColumn as Column, readFitTable } from './fit-table.js';
import { expectColumn, numberIn, numbersIn, type Row, relativeError } from './tables.js';

const rows = readFitTable();
const cells = (row: Row<Column>): [number[], number[]] => [
  numbersIn(row, 'counts'),
  numbersIn(row, 'expected_probabilities'),
];

test('Pearson statistic and p-value agree with the reference table', () => {
  const of = (row: Row<Column>) => pearsonTest(...cells(row));
  expectColumn(rows, { column: 'pearson_chi2', actual: (row) => of(row).statistic, tolerance: 1e-10 });
  expectColumn(rows, { column: 'pearson_p', actual: (row) => of(row).pValue, tolerance: 1e-10 });
  for (const row of rows) expect(of(row).degreesOfFreedom).toBe(numberIn(row, 'df'));
});

test('the statistic of the likelihood ratio and its p-value agree with the reference table', () => {
  const of = (row: Row<Column>) => likelihoodRatioTest(...cells(row));
  expectColumn(rows, { column: 'g_statistic', actual: (row) => of(row).statistic, tolerance: 1e-10 });
  expectColumn(rows, { column: 'g_p', actual: (row) => of(row).pValue, tolerance: 1e-10 });
});

const counts = fc
  .array(fc.nat(1_000_000), { minLength: 2, maxLength: 8 })
  .filter((all) => all.some((one) => one > 0));

test('the order of the cells does not matter, and counts as expected fit perfectly', () => {
  fc.assert(
    fc.property(counts, (all) => {
      const probabilities = all.map((_, cell) => (2 * (cell + 1)) / (all.length * (all.length + 1)));
      for (const fit of [pearsonTest, likelihoodRatioTest]) {
        const forth = fit(all, probabilities).statistic;
        const back = fit(all.toReversed(), probabilities.toReversed()).statistic;
        expect(relativeError(back, forth)).toBeLessThan(1e-9);
        const even = all.map(() => 1_000);
        expect(
          fit(
            even,
            even.map(() => 1 / even.length),
          ).pValue,
        ).toBeCloseTo(1, 9);
      }
    }),
  );
});

test.each([
  ['no count', [0, 0], [0.5, 0.5]],
  ['a single cell', [3], [1]],
  ['another number of probabilities', [3, 4], [0.2, 0.3, 0.5]],
  ['a broken count', [3.5, 4], [0.5, 0.5]],
  ['a negative count', [-1, 4], [0.5, 0.5]],
  ['an impossible cell', [3, 4], [0, 1]],
  ['probabilities that do not add up to 1', [3, 4], [0.5, 0.4]],
])('%s is refused', (_name, all, probabilities) => {
  expect(() => pearsonTest(all, probabilities)).toThrow(RangeError);
  expect(() => likelihoodRatioTest(all, probabilities)).toThrow(RangeError);
});
