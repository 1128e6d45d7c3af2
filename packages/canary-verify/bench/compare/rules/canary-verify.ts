import { answerSplit } from '../../../src/statistics/answer-split.js';
import { requestsNeeded } from '../../../src/statistics/requests-needed.js';
import { type Band, type SplitRule, splitTest } from '../../../src/statistics/split-test.js';
import type { Rule } from '../rule.js';

/** Confidence of 99 %. */
export const ERROR_RATE = 0.01;

const SPLIT_RULE: SplitRule = { errorRate: ERROR_RATE, differsBeyond: 'tolerance' };

/** The most requests spent, unless told otherwise: three times the expected number. */
export function budgetOf(band: Band): number {
  return 3 * requestsNeeded(band, SPLIT_RULE).mean;
}

/** This package's own test, asked after every response. */
export const canaryVerify: Rule = {
  name: 'canary-verify, 99 %',
  source: 'src/statistics/split-test.ts',
  admitsIgnorance: true,
  isPart: false,
  made: null,
  prepare(band) {
    const test = splitTest(band, SPLIT_RULE);
    const budget = budgetOf(band);
    return (stream) => {
      for (let requests = 1; requests <= budget; requests++) {
        const canary = stream.canary(requests);
        const answer = answerSplit(test, { canary, stable: requests - canary, unknown: 0 });
        if (answer === 'inside') return { answer: 'matches', requests };
        if (answer === 'outside') return { answer: 'differs', requests };
      }
      return { answer: 'undecided', requests: budget };
    };
  },
};
