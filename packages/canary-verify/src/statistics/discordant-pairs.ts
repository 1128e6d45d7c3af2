import { logMean } from './log-mean.js';
import { WORSE_RATIOS } from './odds-test.js';

/** Pairs of requests that were sent at the same time, of which just one failed. Counts. */
export interface DiscordantPairs {
  /** Those of which the request of the first kind failed. */
  first: number;
  second: number;
}

/**
 * The log e-value against "a request of the first kind fails no more often than one of the second kind": it exceeds
 * -ln(error rate) at any time with a probability of at most the error rate (Ville 1939).
 *
 * Of a pair only one of which failed, it is the first one with a chance of at most 1/2 if that holds, whatever the chance of a
 * failure was just then, so an outage that hits both alike does not count (McNemar 1947). The other hypothesis is a mean over
 * odds ratios, because nobody knows the ratio before.
 */
export function logPairsEvidence({ first, second }: DiscordantPairs): number {
  return logMean(
    WORSE_RATIOS.map(
      (ratio) => first * Math.log((2 * ratio) / (1 + ratio)) + second * Math.log(2 / (1 + ratio)),
    ),
  );
}
