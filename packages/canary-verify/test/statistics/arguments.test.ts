import { describe, expect, test } from 'vitest';
import {
  answerSplit,
  clopperPearson,
  leakBound,
  multinomialTest,
  requestsNeeded,
  requestsWithoutLeak,
  type SplitRule,
  shareInterval,
  splitTest,
} from '../../src/statistics/index.js';

const RULE: SplitRule = { errorRate: 0.01, differsBeyond: 'tolerance' };
const BAND = { share: 0.1, tolerance: 0.03 };
const COUNTS = { canary: 1, stable: 9, unknown: 0 };
const nothing = () => ({ upper: false, lower: false });
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
      () => answerSplit(splitTest(BAND, RULE), { ...COUNTS, unknown: -1 }, nothing()),
    ],
    [
      'stable must be a whole number of at least 0, got 0.5',
      () => answerSplit(splitTest(BAND, RULE), { ...COUNTS, stable: 0.5 }, nothing()),
    ],
    ['a confidence lies between 0 and 1, got 99', () => clopperPearson({ hits: 1, trials: 10 }, 99)],
    [
      'a sample has whole numbers of hits and trials, got 11 of 10',
      () => clopperPearson({ hits: 11, trials: 10 }, 0.99),
    ],
  ])('%s', (says, call) => {
    expect(call).toThrow(new RangeError(says));
  });

  test('probabilities that do not add up to 1', () => {
    expect(() => multinomialTest([1, 2], [0.5, 0.6])).toThrow(RangeError);
  });
});

test('one version alone has an interval, too: its band reaches 0 % or 100 %', () => {
  expect(
    shareInterval({ share: 0, tolerance: 0.01 }, { canary: 1, stable: 99, unknown: 0 }, 0.01)[0],
  ).toBeGreaterThan(0);
});
