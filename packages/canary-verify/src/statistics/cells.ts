import { checkList, shownArgument } from './argument-checks.js';

/** How far the probabilities may add up from 1: decimal places that were rounded are no slip, a forgotten cell is one. */
const SUM_SLACK = 1e-9;

/**
 * Throws a RangeError unless there is one count for each probability, in at least two cells, counts are whole and not
 * negative, and the probabilities are positive and add up to 1.
 */
export function checkCells(counts: readonly number[], probabilities: readonly number[]): void {
  checkList('counts', counts);
  checkList('probabilities', probabilities);
  if (counts.length < 2 || counts.length !== probabilities.length)
    throw new RangeError(
      `two or more cells need a count and a probability each, got ${counts.length} and ${probabilities.length}`,
    );
  for (const count of counts)
    if (!(Number.isSafeInteger(count) && count >= 0))
      throw new RangeError(`a count is a whole number of at least 0, got ${shownArgument(count)}`);
  for (const probability of probabilities)
    if (!(typeof probability === 'number' && probability > 0))
      throw new RangeError(`the probability of a cell is above 0, got ${shownArgument(probability)}`);
  const sum = sumCells(probabilities);
  if (!(Math.abs(sum - 1) <= SUM_SLACK))
    throw new RangeError(`the probabilities of all cells add up to 1, got ${sum}`);
}

/** The sum of the numbers. */
export function sumCells(numbers: readonly number[]): number {
  return numbers.reduce((sum, one) => sum + one, 0);
}
