import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { clopperPearson, type Interval, jeffreys, wilson } from '../../src/statistics/binomial-interval.js';
import { binomialPGreater, binomialPLess, type Trials } from '../../src/statistics/binomial-test.js';
import { expectColumn, numberIn, type Row, readTable, relativeError } from './tables.js';

const columns = [
  'n',
  'k',
  'confidence',
  'clopper_pearson_low',
  'clopper_pearson_high',
  'wilson_low',
  'wilson_high',
  'jeffreys_low',
  'jeffreys_high',
] as const;
type Column = (typeof columns)[number];

const rows = readTable('intervals', columns);

const methods: [
  'clopper_pearson' | 'wilson' | 'jeffreys',
  (sample: Trials, confidence: number) => Interval,
][] = [
  ['clopper_pearson', clopperPearson],
  ['wilson', wilson],
  ['jeffreys', jeffreys],
];

test.each(methods)('%s agrees with the reference table, out to ten million trials', (name, method) => {
  const interval = (row: Row<Column>) =>
    method({ hits: numberIn(row, 'k'), trials: numberIn(row, 'n') }, numberIn(row, 'confidence'));
  expectColumn(rows, { column: `${name}_low`, actual: (row) => interval(row)[0], tolerance: 1e-9 });
  expectColumn(rows, { column: `${name}_high`, actual: (row) => interval(row)[1], tolerance: 1e-9 });
});

const sample = fc
  .tuple(fc.oneof(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 10_000_000 })), fc.nat())
  .map(([trials, hits]): Trials => ({ hits: hits % (trials + 1), trials }));
const confidence = fc.double({ min: 0.5, max: 0.9999, noNaN: true });

describe.each(methods)('%s, whatever the sample', (_name, method) => {
  test('holds the observed share, and hits and misses may be swapped', () => {
    fc.assert(
      fc.property(sample, confidence, (one, sure) => {
        const [low, high] = method(one, sure);
        expect(low).toBeLessThanOrEqual((one.hits / one.trials) * (1 + 1e-12));
        expect(high).toBeGreaterThanOrEqual((one.hits / one.trials) * (1 - 1e-12));
        const [mirroredLow, mirroredHigh] = method({ hits: one.trials - one.hits, trials: one.trials }, sure);
        expect(Math.abs(1 - mirroredHigh - low)).toBeLessThan(1e-14);
        expect(Math.abs(1 - mirroredLow - high)).toBeLessThan(1e-14);
      }),
    );
  });

  test('moves up with the hits, and grows with the confidence', () => {
    fc.assert(
      fc.property(sample, confidence, ({ hits, trials }, sure) => {
        const [low, high] = method({ hits, trials: trials + 1 }, sure);
        const [lowOfMore, highOfMore] = method({ hits: hits + 1, trials: trials + 1 }, sure);
        expect(lowOfMore).toBeGreaterThan(low);
        expect(highOfMore).toBeGreaterThanOrEqual(high);
        const [lowOfSurer, highOfSurer] = method({ hits, trials: trials + 1 }, (1 + sure) / 2);
        expect(lowOfSurer).toBeLessThanOrEqual(low);
        expect(highOfSurer).toBeGreaterThanOrEqual(high);
      }),
    );
  });
});

test('the ends of Clopper and Pearson are where the one-sided tests begin to reject', () => {
  fc.assert(
    fc.property(sample, confidence, (one, sure) => {
      const [low, high] = clopperPearson(one, sure);
      const tail = (1 - sure) / 2;
      if (one.hits > 0) expect(relativeError(binomialPGreater(one, low), tail)).toBeLessThan(1e-8);
      if (one.hits < one.trials) expect(relativeError(binomialPLess(one, high), tail)).toBeLessThan(1e-8);
    }),
  );
});

describe.each(methods)('%s refuses', (_name, method) => {
  test.each([
    [{ hits: 0, trials: 0 }, 0.95],
    [{ hits: 2, trials: 1 }, 0.95],
    [{ hits: 1, trials: 2 }, 0],
    [{ hits: 1, trials: 2 }, 1],
    [{ hits: 1, trials: 2 }, Number.NaN],
  ])('%j at confidence %d', (one, sure) => expect(() => method(one, sure)).toThrow(RangeError));
});
