import { checkCells, sumCells } from './cells.js';
import { chiSquareUpper } from './chi-square.js';
import { deviance } from './deviance.js';

/** How badly counts fit, and the probability of a fit as bad as that or worse when the expectation holds. */
export interface Fit {
  /** At least 0; 0 when the counts are exactly the expected ones. */
  statistic: number;
  /** The number of cells, less one. */
  degreesOfFreedom: number;
  /** From 0 to 1. */
  pValue: number;
}

/** Adds up what each cell adds to the statistic, and looks the sum up in the chi-square distribution. */
function fit(
  counts: readonly number[],
  probabilities: readonly number[],
  misfit: (count: number, mean: number) => number,
): Fit {
  checkCells(counts, probabilities);
  const trials = sumCells(counts);
  if (trials === 0) throw new RangeError('a fit needs at least one count above 0');
  const statistic = sumCells(
    probabilities.map((probability, cell) => misfit(counts[cell] ?? 0, trials * probability)),
  );
  const degreesOfFreedom = counts.length - 1;
  return { statistic, degreesOfFreedom, pValue: chiSquareUpper(statistic, degreesOfFreedom) };
}

/**
 * Pearson's chi-square test (1900) of counts against expected probabilities, without continuity correction.
 *
 * The p-value is an approximation that wants a mean of about 5 in each cell: see `multinomialTest` for small counts.
 *
 * @param counts whole numbers of at least 0, at least one above 0.
 * @param probabilities of the same cells: positive, with the sum 1.
 * @returns the statistic and its p-value.
 * @throws RangeError when an argument is out of its range.
 *
 * @example
 * pearsonTest([90, 10], [0.8, 0.2]).pValue.toFixed(4) // '0.0124'
 */
export function pearsonTest(counts: readonly number[], probabilities: readonly number[]): Fit {
  return fit(counts, probabilities, (count, mean) => ((count - mean) * (count - mean)) / mean);
}

/**
 * The likelihood ratio test (G test) of counts against expected probabilities: statistic 2 sum(count ln(count / mean)).
 *
 * Since counts and means have the same sum, the deviances of the cells add up to it, and they do not cancel.
 *
 * @param counts whole numbers of at least 0, at least one above 0.
 * @param probabilities of the same cells: positive, with the sum 1.
 * @returns the statistic and its p-value.
 * @throws RangeError when an argument is out of its range.
 *
 * @example
 * likelihoodRatioTest([90, 10], [0.8, 0.2]).pValue.toFixed(4) // '0.0068'
 */
export function likelihoodRatioTest(counts: readonly number[], probabilities: readonly number[]): Fit {
  return fit(counts, probabilities, (count, mean) => 2 * deviance(count, mean, count - mean));
}
