import { describe, expect, test } from 'vitest';
import {
  answerSplit,
  binomialPDoubled,
  binomialPGreater,
  binomialPLess,
  binomialPMinlike,
  clopperPearson,
  jeffreys,
  leakBound,
  likelihoodRatioTest,
  multinomialTest,
  pearsonTest,
  requestsNeeded,
  requestsWithoutLeak,
  type SplitRule,
  shareInterval,
  splitTest,
  wilson,
} from '../../src/statistics/index.js';

const RULE: SplitRule = { errorRate: 0.01, differsBeyond: 'tolerance' };
const BAND = { share: 0.1, tolerance: 0.03 };
const COUNTS = { canary: 1, stable: 9, unknown: 0 };
const of = (value: unknown) => value as number;

describe('the door of statistics refuses', () => {
  test.each<[says: string, call: () => unknown]>([
    ['leak must be more than 0 and less than 1, got -0.1', () => requestsWithoutLeak(-0.1, 0.01)],
    ['leak must be more than 0 and less than 1, got 0', () => requestsWithoutLeak(0, 0.01)],
    ['errorRate must be more than 0 and less than 1, got 1', () => requestsWithoutLeak(0.01, 1)],
    ['leak must be more than 0 and less than 1, got "1%"', () => requestsWithoutLeak(of('1%'), 0.01)],
    ['responses must be a whole number of at least 0, got 1.5', () => leakBound(1.5, 0.01)],
    ['responses must be a whole number of at least 0, got -1', () => leakBound(-1, 0.01)],
    ['errorRate must be more than 0 and less than 1, got NaN', () => leakBound(10, Number.NaN)],
    [
      'tolerance must be more than 0 and less than 0.1 for a share of 0.1, got 0.2',
      () => requestsNeeded({ share: 0.1, tolerance: 0.2 }, RULE),
    ],
    [
      'differsBeyond must be one of tolerance, half, share, got never',
      () => requestsNeeded(BAND, { ...RULE, differsBeyond: 'never' as 'share' }),
    ],
    ['share must be more than 0 and less than 1, got 10', () => splitTest({ share: 10, tolerance: 3 }, RULE)],
    [
      'share must be more than 0 and less than 1, got undefined',
      () => splitTest({ share: of(undefined), tolerance: 0.03 }, RULE),
    ],
    [
      'tolerance must be more than 0 and less than 0.1 for a share of 0.1, got 0',
      () => splitTest({ share: 0.1, tolerance: 0 }, RULE),
    ],
    ['share must be from 0 to 1, got 1.5', () => shareInterval({ share: 1.5, tolerance: 0.1 }, COUNTS, 0.01)],
    [
      'canary must be a whole number of at least 0, got NaN',
      () => shareInterval(BAND, { ...COUNTS, canary: Number.NaN }, 0.01),
    ],
    [
      'unknown must be a whole number of at least 0, got -1',
      () => answerSplit(splitTest(BAND, RULE), { ...COUNTS, unknown: -1 }),
    ],
    [
      'stable must be a whole number of at least 0, got 0.5',
      () => answerSplit(splitTest(BAND, RULE), { ...COUNTS, stable: 0.5 }),
    ],
    ['a confidence lies between 0 and 1, got 99', () => clopperPearson({ hits: 1, trials: 10 }, 99)],
    [
      'a sample has whole numbers of hits and trials, got 11 of 10',
      () => clopperPearson({ hits: 11, trials: 10 }, 0.99),
    ],
  ])('%s', (says, call) => {
    expect(call).toThrow(new RangeError(says));
  });

  test.each<[says: string, call: () => unknown]>([
    ['leak must be more than 0 and less than 1, got "0.01"', () => requestsWithoutLeak(of('0.01'), 0.01)],
    ['leak must be more than 0 and less than 1, got a list', () => requestsWithoutLeak(of([0.5]), 0.01)],
    [
      'errorRate must be more than 0 and less than 1, got "0.01"',
      () => requestsWithoutLeak(0.01, of('0.01')),
    ],
    ['responses must be a whole number of at least 0, got "10"', () => leakBound(of('10'), 0.01)],
    ['errorRate must be more than 0 and less than 1, got 0', () => leakBound(10, 0)],
    ['band must be an object, got undefined', () => requestsNeeded(of(undefined) as never, RULE)],
    ['rule must be an object, got undefined', () => requestsNeeded(BAND, of(undefined) as never)],
    [
      'share must be more than 0 and less than 1, got "0.1"',
      () => splitTest({ ...BAND, share: of('0.1') }, RULE),
    ],
    [
      'tolerance must be more than 0 and less than 0.1 for a share of 0.1, got "0.03"',
      () => splitTest({ ...BAND, tolerance: of('0.03') }, RULE),
    ],
    ['band must be an object, got "10%"', () => splitTest(of('10%') as never, RULE)],
    ['rule must be an object, got 0.01', () => splitTest(BAND, 0.01 as never)],
    [
      'errorRate must be more than 0 and less than 1, got 0',
      () => splitTest(BAND, { ...RULE, errorRate: 0 }),
    ],
    ['band must be an object, got null', () => shareInterval(null as never, COUNTS, 0.01)],
    [
      'share must be from 0 to 1, got "0.1"',
      () => shareInterval({ ...BAND, share: of('0.1') }, COUNTS, 0.01),
    ],
    [
      'tolerance must be more than 0 and less than 1, got "0.03"',
      () => shareInterval({ ...BAND, tolerance: of('0.03') }, COUNTS, 0.01),
    ],
    ['counts must be an object, got undefined', () => shareInterval(BAND, undefined as never, 0.01)],
    [
      'errorRate must be more than 0 and less than 1, got "0.01"',
      () => shareInterval(BAND, COUNTS, of('0.01')),
    ],
    ['test must be an object, got undefined', () => answerSplit(undefined as never, COUNTS)],
    ['test must be what splitTest returned, got an object', () => answerSplit({} as never, COUNTS)],
    ['counts must be an object, got null', () => answerSplit(splitTest(BAND, RULE), null as never)],
  ])('%s', (says, call) => {
    expect(call).toThrow(new RangeError(says));
  });

  describe.each(Object.entries({ clopperPearson, wilson, jeffreys }))('at %s', (_name, interval) => {
    test.each<[says: string, sample: unknown, confidence: unknown]>([
      ['sample must be an object, got undefined', undefined, 0.99],
      ['a sample has whole numbers of hits and trials, got "1" of 10', { hits: '1', trials: 10 }, 0.99],
      ['a sample has whole numbers of hits and trials, got -1 of 10', { hits: -1, trials: 10 }, 0.99],
      ['an interval needs at least one trial', { hits: 0, trials: 0 }, 0.99],
      ['a confidence lies between 0 and 1, got "0.99"', { hits: 1, trials: 10 }, '0.99'],
      ['a confidence lies between 0 and 1, got NaN', { hits: 1, trials: 10 }, Number.NaN],
    ])('%s', (says, sample, confidence) => {
      expect(() => interval(sample as never, of(confidence))).toThrow(new RangeError(says));
    });
  });

  describe.each(Object.entries({ binomialPLess, binomialPGreater, binomialPDoubled, binomialPMinlike }))(
    'at %s',
    (_name, pValue) => {
      test.each<[says: string, sample: unknown, probability: unknown]>([
        ['sample must be an object, got undefined', undefined, 0.5],
        [
          'a sample has whole numbers of hits and trials, got NaN of 10',
          { hits: Number.NaN, trials: 10 },
          0.5,
        ],
        ['a sample has whole numbers of hits and trials, got 1 of "10"', { hits: 1, trials: '10' }, 0.5],
        ['a probability lies from 0 to 1, got "0.5"', { hits: 1, trials: 10 }, '0.5'],
        ['a probability lies from 0 to 1, got 1.5', { hits: 1, trials: 10 }, 1.5],
      ])('%s', (says, sample, probability) => {
        expect(() => pValue(sample as never, of(probability))).toThrow(new RangeError(says));
      });
    },
  );

  describe.each(Object.entries({ pearsonTest, likelihoodRatioTest, multinomialTest }))(
    'at %s',
    (_name, fit) => {
      test.each<[says: string, counts: unknown, probabilities: unknown]>([
        ['counts must be a list, got null', null, [1]],
        ['counts must be a list, got "12"', '12', [0.5, 0.5]],
        ['probabilities must be a list, got 0.5', [1, 2], 0.5],
        ['two or more cells need a count and a probability each, got 2 and 1', [1, 2], [1]],
        ['a count is a whole number of at least 0, got "1"', ['1', 2], [0.5, 0.5]],
        ['the probability of a cell is above 0, got "0.5"', [1, 2], ['0.5', '0.5']],
        ['the probabilities of all cells add up to 1, got 0.75', [1, 2], [0.25, 0.5]],
      ])('%s', (says, counts, probabilities) => {
        expect(() => fit(counts as never, probabilities as never)).toThrow(new RangeError(says));
      });
    },
  );

  test('probabilities that do not add up to 1', () => {
    expect(() => multinomialTest([1, 2], [0.5, 0.6])).toThrow(RangeError);
  });
});

test('one version alone has an interval, too: its band reaches 0 % or 100 %', () => {
  expect(
    shareInterval({ share: 0, tolerance: 0.01 }, { canary: 1, stable: 99, unknown: 0 }, 0.01)[0],
  ).toBeGreaterThan(0);
});
