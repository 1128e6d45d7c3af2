import type { Band } from '../../../src/statistics/split-test.js';
import type { Rule } from '../rule.js';
import { largestSurprisinglyLow } from './binomial.js';
import { ERROR_RATE } from './canary-verify.js';

/** The smallest numbers of requests that show the right share to lie inside its band with a chance of at least 99 %. */
const REQUESTS: readonly (Band & { requests: number })[] = [
  { share: 0.01, tolerance: 0.005, requests: 10_958 },
  { share: 0.1, tolerance: 0.03, requests: 2534 },
  { share: 0.5, tolerance: 0.03, requests: 6725 },
];

function requestsFor({ share, tolerance }: Band): number {
  const found = REQUESTS.find((one) => one.share === share && one.tolerance === tolerance);
  if (!found) throw new Error(`no number of requests is known for ${share} ± ${tolerance}`);
  return found.requests;
}

/** The counts at which both boundaries are rejected, each by an exact one-sided binomial test. */
export function acceptedCounts(band: Band): { least: number; most: number } {
  const requests = requestsFor(band);
  const stableShare = 1 - (band.share - band.tolerance);
  return {
    most: largestSurprisinglyLow({ requests, share: band.share + band.tolerance }, ERROR_RATE),
    // Too many from the canary for the lower boundary is too few from the stable version for its complement.
    least: requests - largestSurprisinglyLow({ requests, share: stableShare }, ERROR_RATE),
  };
}

/**
 * The exact equivalence test of a fixed size: two one-sided binomial tests, each at 1 %.
 *
 * It can only show that the share lies inside the band. When it does not, that shows nothing: the answer is `undecided`.
 */
export const equivalenceTest: Rule = {
  name: 'Exact equivalence test of fixed size, 99 %',
  source: 'Schuirmann 1987 (two one-sided tests), with exact binomial tails (Clopper and Pearson 1934)',
  admitsIgnorance: true,
  prepare(band) {
    const requests = requestsFor(band);
    const { least, most } = acceptedCounts(band);
    return (stream) => {
      const canary = stream.canary(requests);
      return { answer: canary >= least && canary <= most ? 'matches' : 'undecided', requests };
    };
  },
};
