import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  binomialLogPmf,
  binomialPDoubled,
  binomialPGreater,
  binomialPLess,
  binomialPMinlike,
  type Trials,
} from '../../src/statistics/binomial-test.js';
import { expectColumn, numberIn, type Row, readTable, relativeError } from './tables.js';

const columns = [
  'n',
  'k',
  'p',
  'log_pmf',
  'p_less',
  'p_greater',
  'p_two_sided_minlike',
  'p_two_sided_doubled',
] as const;
type Column = (typeof columns)[number];

const rows = readTable('binomial_tests', columns);

const answers: [Column, (sample: Trials, probability: number) => number][] = [
  ['log_pmf', binomialLogPmf],
  ['p_less', binomialPLess],
  ['p_greater', binomialPGreater],
  ['p_two_sided_minlike', binomialPMinlike],
  ['p_two_sided_doubled', binomialPDoubled],
];

test.each(answers)('%s agrees with the reference table, out to ten million trials', (column, answer) => {
  const actual = (row: Row<Column>) =>
    answer({ hits: numberIn(row, 'k'), trials: numberIn(row, 'n') }, numberIn(row, 'p'));
  expectColumn(rows, { column, actual, tolerance: 1e-10 });
});

const sample = fc
  .tuple(fc.oneof(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 10_000_000 })), fc.nat())
  .map(([trials, hits]): Trials => ({ hits: hits % (trials + 1), trials }));
/** Such that its complement is a double too: else 1 - p says another thing than p. */
const share = fc.integer({ min: 1, max: 2 ** 20 - 1 }).map((numerator) => numerator / 2 ** 20);

const mirror = ({ hits, trials }: Trials): Trials => ({ hits: trials - hits, trials });

/** Equal up to a relative 1e-9, and to nothing where the exponent has reached its end. */
function expectClose(actual: number, expected: number): void {
  if (Math.max(Math.abs(actual), Math.abs(expected)) < 1e-290) return;
  expect(relativeError(actual, expected), `${actual} against ${expected}`).toBeLessThan(1e-9);
}

describe('whatever the sample', () => {
  test('hits and misses may be swapped', () => {
    fc.assert(
      fc.property(sample, share, (one, p) => {
        expectClose(binomialPLess(one, p), binomialPGreater(mirror(one), 1 - p));
        expectClose(binomialPMinlike(one, p), binomialPMinlike(mirror(one), 1 - p));
        expectClose(binomialLogPmf(one, p), binomialLogPmf(mirror(one), 1 - p));
      }),
    );
  });

  test('both binomial tails add up to 1 and the probability of the hits, which lie in both', () => {
    fc.assert(
      fc.property(sample, share, (one, p) => {
        const both = binomialPLess(one, p) + binomialPGreater(one, p);
        expectClose(both, 1 + Math.exp(binomialLogPmf(one, p)));
      }),
    );
  });

  test('a further hit never makes the upper tail larger or the lower one smaller', () => {
    fc.assert(
      fc.property(sample, share, ({ hits, trials }, p) => {
        const [few, many] = [
          { hits, trials: trials + 1 },
          { hits: hits + 1, trials: trials + 1 },
        ];
        expect(binomialPGreater(many, p)).toBeLessThanOrEqual(binomialPGreater(few, p) * (1 + 1e-12));
        expect(binomialPLess(few, p)).toBeLessThanOrEqual(binomialPLess(many, p) * (1 + 1e-12));
      }),
    );
  });

  test('a two-sided p-value lies between its one-sided part and 1', () => {
    fc.assert(
      fc.property(sample, share, (one, p) => {
        const smaller = Math.min(binomialPLess(one, p), binomialPGreater(one, p));
        for (const twoSided of [binomialPMinlike(one, p), binomialPDoubled(one, p)]) {
          expect(twoSided).toBeGreaterThanOrEqual(smaller * (1 - 1e-12));
          expect(twoSided).toBeLessThanOrEqual(1);
        }
      }),
    );
  });
});

test('for few trials the two-sided p-value is the sum that it stands for', () => {
  const few = fc
    .integer({ min: 1, max: 40 })
    .chain((trials) => fc.record({ hits: fc.nat(trials), trials: fc.constant(trials) }));
  fc.assert(
    fc.property(few, share, (one, p) => {
      const limit = binomialLogPmf(one, p) + 1e-7;
      let sum = 0;
      for (let hits = 0; hits <= one.trials; hits += 1) {
        const logarithm = binomialLogPmf({ hits, trials: one.trials }, p);
        if (logarithm <= limit) sum += Math.exp(logarithm);
      }
      expectClose(binomialPMinlike(one, p), sum);
    }),
  );
});

test('certain and impossible hits, and no trials at all', () => {
  expect(binomialLogPmf({ hits: 0, trials: 0 }, 1)).toBe(0);
  expect(binomialLogPmf({ hits: 0, trials: 3 }, 0)).toBeCloseTo(0, 15);
  expect(binomialLogPmf({ hits: 1, trials: 3 }, 0)).toBe(Number.NEGATIVE_INFINITY);
  expect(binomialLogPmf({ hits: 2, trials: 3 }, 1)).toBe(Number.NEGATIVE_INFINITY);
  expect(binomialPGreater({ hits: 1, trials: 3 }, 0)).toBe(0);
  expect(binomialPMinlike({ hits: 1, trials: 3 }, 0)).toBe(0);
  expect(binomialPMinlike({ hits: 3, trials: 3 }, 1)).toBe(1);
  expect(binomialPLess({ hits: 2, trials: 3 }, 1)).toBe(0);
});

test.each([
  [{ hits: 4, trials: 3 }, 0.5],
  [{ hits: 0.5, trials: 3 }, 0.5],
  [{ hits: -1, trials: 3 }, 0.5],
  [{ hits: 1, trials: 3 }, 1.1],
  [{ hits: 1, trials: 3 }, Number.NaN],
])('%j with probability %d is refused', (one, p) => {
  for (const [, answer] of answers) expect(() => answer(one, p)).toThrow(RangeError);
});
