import type { Fraction } from '../terms/quantities.js';
import { exactRun } from './exact-run.js';
import { logMixture } from './likelihood-mixture.js';
import { nearerBoundary } from './nearer-boundary.js';
import { type Band, type SplitRule, type SplitTest, splitTest } from './split-test.js';

/** The cost of a run when the share is exactly the expected one. */
export interface RequestsNeeded {
  /** The mean number of requests. */
  mean: number;
  /** The number of requests that is enough with a chance of 99 %. */
  ninetyNinth: number;
}

/** Longer runs than this many times Hoeffding's bound are no part of a plan. */
const HORIZON = 14;

/** Looks to compute per Hoeffding's bound: the mean then lies within 1 % of the one with a look at every response. */
const LOOKS = 500;

/** Canaries in one step of the computation, at most: more make it slow. */
const MOST_CANARIES = 3;

/**
 * The number of requests that the split test needs at the expected share, by exact computation.
 *
 * If that would take long, because the tolerance is a small part of the share, it is computed for a larger tolerance:
 * the numbers are in inverse proportion to the square of the tolerance then.
 *
 * @param band the expected share and its tolerance, as fractions: 0 < share - tolerance and share + tolerance < 1.
 * @param rule the error rate, more than 0 and less than 1, and what `outside` shows.
 * @returns whole numbers of requests, at least 1.
 * @throws RangeError when an argument is out of its range.
 *
 * @example
 * const rule = { errorRate: 0.01, differsBeyond: 'tolerance' } as const
 * requestsNeeded({ share: 0.1, tolerance: 0.03 }, rule).mean // 1350
 */
export function requestsNeeded(band: Band, rule: SplitRule): RequestsNeeded {
  return requestsNeededBy(splitTest(band, rule), band, rule);
}

/** The same for a test that is known. One that was prepared for a shorter run than usual does not tell. */
export function requestsNeededBy(test: SplitTest, band: Band, rule: SplitRule): RequestsNeeded {
  const { region } = test;
  if (region === null) return requestsByEvidence(band, rule);
  return { mean: Math.ceil(region.mean), ninetyNinth: region.ninetyNinth };
}

function requestsByEvidence(band: Band, rule: SplitRule): RequestsNeeded {
  const share = Math.min(band.share, 1 - band.share);
  const bound = hoeffdingBound({ ...band, share }, rule.errorRate);
  const scale = Math.max(1, (bound * share) / LOOKS / MOST_CANARIES);
  const widest = (0.9 * share) / band.tolerance;
  const widening = Math.min(Math.sqrt(scale), Math.max(1, widest));
  const wider = { share, tolerance: band.tolerance * widening };
  const horizon = HORIZON * hoeffdingBound(wider, rule.errorRate);
  const lookEvery = Math.max(1, Math.floor(horizon / HORIZON / LOOKS));
  const test = { ...splitTest(wider, rule), region: null, insideThreshold: -Math.log(rule.errorRate) };
  const run = exactRun({ test, trueShare: share, horizon, lookEvery });
  return {
    mean: Math.ceil(run.meanRequests * widening ** 2),
    ninetyNinth: Math.ceil(run.ninetyNinth * widening ** 2),
  };
}

/** Hoeffding 1960: what every test of the nearer boundary alone needs in the mean. */
export function hoeffdingBound(band: Band, errorRate: number): number {
  return nearerBoundary(band, errorRate).needed;
}

/** What so many requests can tell apart from the expected share: shares below `below` and above `above` (null: none). */
export interface TellsApart {
  below: Fraction | null;
  above: Fraction | null;
}

/** The nearest shares whose typical counts, after so many requests, show that they lie outside. */
export function tellsApart(band: Band, rule: SplitRule, requests: number): TellsApart {
  const test = splitTest(band, rule);
  const below = nearest(test.low, 0, (share) => shows(test, 'below', share, requests));
  const above = nearest(test.high, 1, (share) => shows(test, 'above', share, requests));
  return test.mirrored
    ? { below: above === null ? null : 1 - above, above: below === null ? null : 1 - below }
    : { below, above };
}

function shows(test: SplitTest, side: 'below' | 'above', share: number, requests: number): boolean {
  const alternatives = side === 'above' ? test.againstHighFromAbove : test.againstLowFromBelow;
  return logMixture(alternatives, share * requests, (1 - share) * requests) >= test.outsideThreshold;
}

/** The share nearest to `from`, on the way to `to`, for which it holds; null when it does not hold even there. */
function nearest(from: number, to: number, holds: (share: number) => boolean): number | null {
  if (!holds(to)) return null;
  let [without, holding] = [from, to];
  for (let step = 0; step < 40; step++) {
    const middle = (without + holding) / 2;
    if (holds(middle)) holding = middle;
    else without = middle;
  }
  return holding;
}
