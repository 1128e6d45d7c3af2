import { checkCells, sumCells } from './cells.js';
import type { likelihoodRatioTest, pearsonTest } from './goodness-of-fit.js';
import { logGamma } from './log-gamma.js';

/** The probability of the counts, and of all counts with the same sum that are no likelier. */
export interface MultinomialTest {
  /** The probability of exactly these counts, from 0 to 1. */
  pmf: number;
  /** From 0 to 1. */
  pValue: number;
}

/** Outcomes as likely as the observed one up to this relative difference count as equally likely. */
const TIE = 1e-7;

/** More possible outcomes than these are not walked through: it takes seconds. */
const MOST_OUTCOMES = 20_000_000;

/** For each cell and count, ln(probability^count / count!): an outcome's probability is a sum of them. */
type Terms = Float64Array[];

/** ln(0!), ln(1!), ... up to ln(largest!). */
function logFactorials(largest: number): Float64Array {
  return Float64Array.from({ length: largest + 1 }, (_, count) => (count < 2 ? 0 : logGamma(count + 1)));
}

function termsOf(probabilities: readonly number[], factorials: Float64Array): Terms {
  return probabilities.map((probability) =>
    factorials.map((factorial, count) => count * Math.log(probability) - factorial),
  );
}

/** ln of the outcome's probability. */
function logPmf(counts: readonly number[], terms: Terms, factorials: Float64Array): number {
  return (
    (factorials[sumCells(counts)] ?? 0) + sumCells(counts.map((count, cell) => terms[cell]?.[count] ?? 0))
  );
}

/** The number of ways to spread the trials over the cells: (trials + cells - 1) over (cells - 1). */
function outcomes(trials: number, cells: number): number {
  let ways = 1;
  for (let cell = 1; cell < cells; cell += 1) ways *= (trials + cell) / cell;
  return ways;
}

/**
 * Adds up the probabilities of all ways to put `left` trials into the cells from `cell` on that keep the logarithm, with
 * what earlier cells have put into it, at or below the limit. Sums of sums: rounding does not pile up.
 */
function unlikelySum(terms: Terms, limit: number): (cell: number, left: number, logSoFar: number) => number {
  const last = terms.length - 1;
  return function sum(cell, left, logSoFar): number {
    const own = terms[cell] as Float64Array;
    if (cell === last) {
      const logarithm = logSoFar + (own[left] as number);
      return logarithm <= limit ? Math.exp(logarithm) : 0;
    }
    let subtotal = 0;
    for (let count = 0; count <= left; count += 1)
      subtotal += sum(cell + 1, left - count, logSoFar + (own[count] as number));
    return subtotal;
  };
}

/**
 * The exact multinomial test of counts against expected probabilities, by walking through all possible outcomes.
 *
 * Outcomes that are as likely as the observed one count, also when rounding makes them differ in the last digits.
 *
 * @param counts whole numbers of at least 0.
 * @param probabilities of the same cells: positive, with the sum 1.
 * @returns two probabilities.
 * @throws RangeError when an argument is out of its range, and when there are more than 20 million possible outcomes: the
 * approximations {@link pearsonTest} and {@link likelihoodRatioTest} serve there.
 *
 * @example
 * multinomialTest([9, 1, 0], [0.8, 0.1, 0.1]).pValue.toFixed(3) // '0.849'
 */
export function multinomialTest(
  counts: readonly number[],
  probabilities: readonly number[],
): MultinomialTest {
  checkCells(counts, probabilities);
  const trials = sumCells(counts);
  if (outcomes(trials, counts.length) > MOST_OUTCOMES)
    throw new RangeError(`too many outcomes of ${trials} trials in ${counts.length} cells to walk through`);
  const factorials = logFactorials(trials);
  const terms = termsOf(probabilities, factorials);
  const observed = logPmf(counts, terms, factorials);
  const pValue = unlikelySum(terms, observed + Math.log1p(TIE))(0, trials, factorials[trials] ?? 0);
  return { pmf: Math.exp(observed), pValue: Math.min(1, pValue) };
}
