import { shownArgument } from './argument-checks.js';
import { betaQuantile, betaQuantileUpper } from './beta-quantile.js';
import { checkTrials, type Trials } from './binomial-test.js';
import { normalQuantileUpper } from './normal-quantile.js';

/** An interval of probabilities, as [low, high]. */
export type Interval = [low: number, high: number];

/** The probability that each end may leave out. Throws a RangeError unless 0 < confidence < 1, or for no trials. */
function tailOf(sample: Trials, confidence: number): number {
  checkTrials(sample);
  if (sample.trials === 0) throw new RangeError('an interval needs at least one trial');
  if (!(typeof confidence === 'number' && confidence > 0 && confidence < 1))
    throw new RangeError(`a confidence lies between 0 and 1, got ${shownArgument(confidence)}`);
  return (1 - confidence) / 2;
}

/**
 * The interval of Clopper and Pearson (1934): exactly the probabilities that neither one-sided binomial test rejects. It
 * covers the true probability with at least this confidence.
 *
 * @param sample whole numbers: 0 <= hits <= trials, and at least one trial.
 * @param confidence a fraction: more than 0 and less than 1.
 * @returns the lowest and the highest probability, as fractions from 0 to 1.
 * @throws RangeError when an argument is out of its range.
 *
 * @example
 * clopperPearson({ hits: 10, trials: 100 }, 0.99).map((end) => end.toFixed(3)) // ['0.038', '0.202']
 */
export function clopperPearson(sample: Trials, confidence: number): Interval {
  const tail = tailOf(sample, confidence);
  const { hits, trials } = sample;
  const misses = trials - hits;
  const low = hits === 0 ? 0 : betaQuantile({ a: hits, b: misses + 1 }, tail).yes;
  const high = misses === 0 ? 1 : betaQuantileUpper({ a: hits + 1, b: misses }, tail).yes;
  return [low, high];
}

/**
 * The score interval of Wilson (1927), without continuity correction: covers with about this confidence.
 *
 * Its ends solve (n + z^2) p^2 - (2 k + z^2) p + k^2 / n = 0. The lower end comes from the product of the two roots, so
 * it keeps its digits for rare hits.
 *
 * @param sample whole numbers: 0 <= hits <= trials, and at least one trial.
 * @param confidence a fraction: more than 0 and less than 1.
 * @returns the lowest and the highest probability, as fractions from 0 to 1.
 * @throws RangeError when an argument is out of its range.
 *
 * @example
 * wilson({ hits: 10, trials: 100 }, 0.99).map((end) => end.toFixed(3)) // ['0.046', '0.204']
 */
export function wilson(sample: Trials, confidence: number): Interval {
  const deviation = normalQuantileUpper(tailOf(sample, confidence));
  const { hits, trials } = sample;
  const square = deviation * deviation;
  const spread = deviation * Math.sqrt((hits * (trials - hits)) / trials + square / 4);
  const high = (hits + square / 2 + spread) / (trials + square);
  const low = ((hits / trials) * hits) / (hits + square / 2 + spread);
  return [low, hits === trials ? 1 : high];
}

/**
 * The interval of Jeffreys: the equal tails of the posterior under the prior Beta(1/2, 1/2).
 *
 * With no hits the lower end is 0, with no misses the upper end is 1 (Brown, Cai and DasGupta 2001, section 4.1.2).
 *
 * @param sample whole numbers: 0 <= hits <= trials, and at least one trial.
 * @param confidence a fraction: more than 0 and less than 1.
 * @returns the lowest and the highest probability, as fractions from 0 to 1.
 * @throws RangeError when an argument is out of its range.
 *
 * @example
 * jeffreys({ hits: 10, trials: 100 }, 0.99).map((end) => end.toFixed(3)) // ['0.041', '0.196']
 */
export function jeffreys(sample: Trials, confidence: number): Interval {
  const tail = tailOf(sample, confidence);
  const { hits, trials } = sample;
  const posterior = { a: hits + 0.5, b: trials - hits + 0.5 };
  const low = hits === 0 ? 0 : betaQuantile(posterior, tail).yes;
  const high = hits === trials ? 1 : betaQuantileUpper(posterior, tail).yes;
  return [low, high];
}
