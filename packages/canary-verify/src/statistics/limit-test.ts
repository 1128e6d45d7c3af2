import { alternativesAbove } from './alternatives.js';
import { type Alternative, logMixture } from './likelihood-mixture.js';

/** The sequential test of "more than `limit` of the requests do this". */
export interface LimitTest {
  limit: number;
  threshold: number;
  alternatives: readonly Alternative[];
}

/** Failures come in bursts, as when a replica dies with several requests in it: fewer than these prove nothing. */
const BURST = 10;

/** Prepares the test for a limit from 0 to 1 (a fraction). */
export function limitTest(limit: number, errorRate: number): LimitTest {
  const testable = limit > 0 && limit < 1;
  return {
    limit,
    threshold: -Math.log(errorRate),
    alternatives: testable ? alternativesAbove(limit, limit) : [],
  };
}

/**
 * Whether the limit is shown to be exceeded. Wrong with a probability of at most `errorRate`, however often one looks; a
 * limit of 0 is exceeded by the first one.
 */
export function exceedsLimit(
  { limit, threshold, alternatives }: LimitTest,
  hits: number,
  requests: number,
): boolean {
  if (limit === 0) return hits > 0;
  if (hits < BURST || hits <= limit * requests) return false;
  return logMixture(alternatives, hits, requests - hits) >= threshold;
}
