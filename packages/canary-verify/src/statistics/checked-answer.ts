import { checkCounts, checkObject, shownArgument } from './argument-checks.js';
// The door exports this as `answerSplit`. A run calls the bare one for each response, with counts of its own.
import { answerSplit, type Counts, type Exclusions, type SplitAnswer, type SplitTest } from './split-test.js';

/**
 * The answer after these counts, given what earlier counts have excluded; updates `exclusions`.
 *
 * A response of unknown version is counted the way that speaks against each answer: it can only delay one.
 *
 * @param test what {@link splitTest} returned.
 * @param counts the responses so far: whole numbers of at least 0.
 * @param exclusions what earlier counts have excluded; both false at the start of a run.
 * @returns `inside` or `outside` when that is shown, else `open`.
 * @throws RangeError when an argument is out of its range.
 *
 * @example
 * const test = splitTest({ share: 0.5, tolerance: 0.1 }, { errorRate: 0.01, differsBeyond: 'tolerance' })
 * answerSplit(test, { canary: 0, stable: 40, unknown: 0 }, { upper: false, lower: false }) // 'outside'
 */
export function answerCheckedSplit(test: SplitTest, counts: Counts, exclusions: Exclusions): SplitAnswer {
  checkTest(test);
  checkCounts(counts);
  checkExclusions(exclusions);
  return answerSplit(test, counts, exclusions);
}

function checkTest(test: SplitTest): void {
  checkObject('test', test);
  if (!Array.isArray(test.againstUpperFromInside))
    throw new RangeError(`test must be what splitTest returned, got ${shownArgument(test)}`);
}

function checkExclusions(exclusions: Exclusions): void {
  checkObject('exclusions', exclusions);
  for (const name of ['upper', 'lower'] as const)
    if (typeof exclusions[name] !== 'boolean')
      throw new RangeError(`${name} must be true or false, got ${shownArgument(exclusions[name])}`);
}
