// The door exports this as `answerSplit`. A run calls the bare one for each response, with counts of its own.
import { answerSplit } from './answer-split.js';
import { checkCounts, checkObject, shownArgument } from './argument-checks.js';
import type { Counts, SplitAnswer, SplitTest } from './split-test.js';

/**
 * The answer after these counts.
 *
 * A response of unknown version is counted the way that speaks against each answer: it can only delay one.
 *
 * @param test what {@link splitTest} returned.
 * @param counts the responses so far: whole numbers of at least 0.
 * @returns `inside` or `outside` when that is shown, else `open`.
 * @throws RangeError when an argument is out of its range.
 *
 * @example
 * const test = splitTest({ share: 0.5, tolerance: 0.1 }, { errorRate: 0.01, differsBeyond: 'tolerance' })
 * answerSplit(test, { canary: 0, stable: 40, unknown: 0 }) // 'outside'
 */
export function answerCheckedSplit(test: SplitTest, counts: Counts): SplitAnswer {
  checkTest(test);
  checkCounts(counts);
  return answerSplit(test, counts);
}

function checkTest(test: SplitTest): void {
  checkObject('test', test);
  if (!Array.isArray(test.againstUpperFromInside))
    throw new RangeError(`test must be what splitTest returned, got ${shownArgument(test)}`);
}
