import { alternativesAbove } from './alternatives.js';
import { alternativesUnder } from './leak-test.js';
import { type Alternative, logMixture } from './likelihood-mixture.js';

/**
 * The sequential test of "fewer than so many of the requests fail". Each wrong answer has probability of at most its error
 * rate, at any number of requests (Robbins 1970; Ville 1939).
 */
export interface ErrorLimitTest {
  /** A fraction, more than 0 and less than 1. */
  limit: number;
  below: readonly Alternative[];
  above: readonly Alternative[];
  /** Evidence needed, as the log of a likelihood ratio. */
  threshold: number;
}

/** The failures are shown to be fewer than the limit says, more, or neither yet. */
export type ErrorLimitAnswer = 'below' | 'above' | 'undecided';

/** Prepares the test. */
export function errorLimitTest(limit: number, errorRate: number): ErrorLimitTest {
  return {
    limit,
    below: alternativesUnder(limit),
    above: alternativesAbove(limit, Math.min(limit, 1 - limit)),
    threshold: -Math.log(errorRate),
  };
}

/** Requests of a version. */
export interface Errors {
  requests: number;
  /** Of them. */
  failed: number;
  /** Failures beside them of which it is not known whose they are. */
  unknown: number;
}

/** The answer now. Unknown failures speak against `below`, and for nothing. */
export function answerErrorLimit(
  { limit, below, above, threshold }: ErrorLimitTest,
  { requests, failed, unknown }: Errors,
): ErrorLimitAnswer {
  const good = requests - failed;
  if (failed > limit * requests && logMixture(above, failed, good) >= threshold) return 'above';
  return logMixture(below, failed + unknown, good) >= threshold ? 'below' : 'undecided';
}

/** How many requests without a failure show `below`. */
export function requestsBelowLimit({ below, threshold }: ErrorLimitTest): number {
  let [few, enough] = [0, 1];
  while (logMixture(below, 0, enough) < threshold) [few, enough] = [enough, 2 * enough];
  while (enough - few > 1) {
    const middle = Math.floor((few + enough) / 2);
    if (logMixture(below, 0, middle) >= threshold) enough = middle;
    else few = middle;
  }
  return enough;
}
