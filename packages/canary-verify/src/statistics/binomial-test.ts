import { checkObject, shownArgument } from './argument-checks.js';
import { type Chance, chance, logBetaOverPower } from './deviance.js';
import { betaLower, betaUpper } from './incomplete-beta.js';

/** The number of hits in a fixed number of independent trials. Both are whole numbers of at least 0. */
export interface Trials {
  /** From 0 to `trials`. */
  hits: number;
  trials: number;
}

/** Counts as likely as the observed one up to this relative difference count as equally likely, as in R's binom.test. */
const TIE = 1e-7;

/** Throws a RangeError unless the numbers are whole and 0 <= hits <= trials. */
export function checkTrials(sample: Trials): void {
  checkObject('sample', sample);
  const { hits, trials } = sample;
  if (!(Number.isSafeInteger(hits) && Number.isSafeInteger(trials) && hits >= 0 && hits <= trials))
    throw new RangeError(
      `a sample has whole numbers of hits and trials, got ${shownArgument(hits)} of ${shownArgument(trials)}`,
    );
}

/** ln of the probability of one sequence with these hits. Nothing times an impossibility is nothing. */
export function logSequence({ hits, trials }: Trials, { yes, no }: Chance): number {
  const misses = trials - hits;
  const ofHits = hits === 0 ? 0 : hits * (yes <= no ? Math.log(yes) : Math.log1p(-no));
  const ofMisses = misses === 0 ? 0 : misses * (yes <= no ? Math.log1p(-yes) : Math.log(no));
  return ofHits + ofMisses;
}

/** ln of the binomial probability of exactly these hits, in the form of C. Loader (2000). */
function logMass({ hits, trials }: Trials, share: Chance): number {
  const misses = trials - hits;
  if (hits === 0 || misses === 0) return logSequence({ hits, trials }, share);
  return Math.log(trials / hits / misses) - logBetaOverPower({ a: hits, b: misses }, share);
}

/** P(at least this many hits), for any whole number: the beta tail of DLMF 8.17.5. */
function upperTail({ hits, trials }: Trials, share: Chance): number {
  if (hits <= 0) return 1;
  return hits > trials ? 0 : betaLower({ a: hits, b: trials - hits + 1 }, share);
}

/** P(at most this many hits), for any whole number. */
function lowerTail({ hits, trials }: Trials, share: Chance): number {
  if (hits < 0) return 0;
  return hits >= trials ? 1 : betaUpper({ a: hits + 1, b: trials - hits }, share);
}

/**
 * Natural logarithm of the probability of exactly these hits when each trial hits with this probability (0 to 1).
 *
 * This function and all others here throw a RangeError for numbers that are no sample or no probability.
 */
export function binomialLogPmf(sample: Trials, probability: number): number {
  checkTrials(sample);
  return logMass(sample, chance(probability));
}

/**
 * The probability of at most these hits: the p-value against "the probability is this or higher" (beta tail, DLMF 8.17.5).
 *
 * @param sample whole numbers: 0 <= hits <= trials.
 * @param probability the probability of a hit, from 0 to 1.
 * @returns a probability from 0 to 1.
 * @throws RangeError when an argument is out of its range.
 *
 * @example
 * binomialPLess({ hits: 1, trials: 10 }, 0.5).toFixed(4) // '0.0107'
 */
export function binomialPLess(sample: Trials, probability: number): number {
  checkTrials(sample);
  return lowerTail(sample, chance(probability));
}

/**
 * The probability of at least these hits: the p-value against "the probability is this or lower" (beta tail, DLMF 8.17.5).
 *
 * @param sample whole numbers: 0 <= hits <= trials.
 * @param probability the probability of a hit, from 0 to 1.
 * @returns a probability from 0 to 1.
 * @throws RangeError when an argument is out of its range.
 *
 * @example
 * binomialPGreater({ hits: 9, trials: 10 }, 0.5).toFixed(4) // '0.0107'
 */
export function binomialPGreater(sample: Trials, probability: number): number {
  checkTrials(sample);
  return upperTail(sample, chance(probability));
}

/**
 * The two-sided p-value that doubles the smaller tail, at most 1.
 *
 * @param sample whole numbers: 0 <= hits <= trials.
 * @param probability the probability of a hit, from 0 to 1.
 * @returns a probability from 0 to 1.
 * @throws RangeError when an argument is out of its range.
 *
 * @example
 * binomialPDoubled({ hits: 9, trials: 10 }, 0.5).toFixed(4) // '0.0215'
 */
export function binomialPDoubled(sample: Trials, probability: number): number {
  return Math.min(1, 2 * Math.min(binomialPLess(sample, probability), binomialPGreater(sample, probability)));
}

/** The first whole number from `from` below `to` that fits, or `to`: what fits goes on fitting further up. */
function firstThatFits(from: number, to: number, fits: (candidate: number) => boolean): number {
  let low = from;
  let high = to;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (fits(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/**
 * Two-sided p-value that adds up all numbers of hits no likelier than the observed one (`binom.test` of R and of scipy).
 *
 * Probabilities fall on both sides of the mode, so the far tail starts at a number that bisection finds.
 *
 * @param sample whole numbers: 0 <= hits <= trials.
 * @param probability the probability of a hit, from 0 to 1.
 * @returns a probability from 0 to 1.
 * @throws RangeError when an argument is out of its range.
 *
 * @example
 * binomialPMinlike({ hits: 9, trials: 10 }, 0.5).toFixed(4) // '0.0215'
 */
export function binomialPMinlike(sample: Trials, probability: number): number {
  checkTrials(sample);
  const share = chance(probability);
  const { hits, trials } = sample;
  const mode = Math.min(trials, Math.floor((trials + 1) * probability));
  const limit = logMass(sample, share) + Math.log1p(TIE);
  const unlikely = (count: number) => logMass({ hits: count, trials }, share) <= limit;
  if (unlikely(mode)) return 1;
  if (hits < mode) {
    const farHits = firstThatFits(mode + 1, trials + 1, unlikely);
    return Math.min(1, lowerTail(sample, share) + upperTail({ hits: farHits, trials }, share));
  }
  const likely = (count: number) => !unlikely(count);
  const farHits = firstThatFits(0, mode, likely) - 1;
  return Math.min(1, upperTail(sample, share) + lowerTail({ hits: farHits, trials }, share));
}
