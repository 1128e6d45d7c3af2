import fc from 'fast-check';
import { expect, test } from 'vitest';
import { binomialLogPmf, binomialPMinlike } from '../../src/statistics/binomial-test.js';
import { multinomialTest } from '../../src/statistics/multinomial-test.js';
import { expectColumn, numbersIn, type Row, readTable, relativeError } from './tables.js';

const columns = ['n', 'counts', 'probabilities', 'pmf', 'p_value'] as const;
type Column = (typeof columns)[number];

const rows = readTable('multinomial_exact', columns);

test('probability and exact p-value agree with the reference table', () => {
  const of = (row: Row<Column>) => multinomialTest(numbersIn(row, 'counts'), numbersIn(row, 'probabilities'));
  expectColumn(rows, { column: 'pmf', actual: (row) => of(row).pmf, tolerance: 1e-10 });
  expectColumn(rows, { column: 'p_value', actual: (row) => of(row).pValue, tolerance: 1e-10 });
});

test('with two cells it is the binomial test', () => {
  const hits = fc.nat(200);
  const share = fc.double({ min: 0.1, max: 0.9, noNaN: true });
  fc.assert(
    fc.property(hits, hits, share, (yes, no, p) => {
      const { pmf, pValue } = multinomialTest([yes, no], [p, 1 - p]);
      const sample = { hits: yes, trials: yes + no };
      expect(relativeError(pmf, Math.exp(binomialLogPmf(sample, p)))).toBeLessThan(1e-10);
      expect(relativeError(pValue, binomialPMinlike(sample, p))).toBeLessThan(1e-10);
    }),
  );
});

test('equally likely outcomes have the same p-value, whatever the order of the cells', () => {
  const counts = fc.array(fc.nat(6), { minLength: 2, maxLength: 4 });
  fc.assert(
    fc.property(counts, (all) => {
      const even = all.map(() => 1 / all.length);
      const sorted = all.toSorted((one, other) => one - other);
      expect(
        relativeError(multinomialTest(all, even).pValue, multinomialTest(sorted, even).pValue),
      ).toBeLessThan(1e-12);
    }),
  );
});

test('more outcomes than can be walked through are refused, like broken cells', () => {
  expect(() => multinomialTest([1e6, 1e6, 1e6], [0.2, 0.3, 0.5])).toThrow(/too many outcomes/);
  expect(() => multinomialTest([1, 2], [0.5, 0.6])).toThrow(RangeError);
  expect(() => multinomialTest([1], [1])).toThrow(RangeError);
});
