import { binomialStep } from './binomial-step.js';
import { type CheapestStops, findCheapestStops, type Prices, type Problem } from './cheapest-stops.js';
import { nearerBoundary, usualMean } from './nearer-boundary.js';

/**
 * The counts at which a share is shown to lie inside its band: after `looks[i]` responses, from `lowest[i]` to `highest[i]`
 * canaries. It is looked at every `lookEvery` responses, up to `horizon`; after that it shows nothing.
 */
export interface MatchRegion {
  lookEvery: number;
  /** A multiple of `lookEvery`. */
  horizon: number;
  /** By the number of the look, from 0: after so many times `lookEvery` responses. Larger than `highest` where nothing is shown. */
  lowest: Int32Array;
  highest: Int32Array;
  /** The mean number of responses at the expected share, and the number that is enough with a chance of 99 %. */
  mean: number;
  ninetyNinth: number;
}

/** What is asked of a region: see {@link matchRegion}. */
export interface RegionQuestion {
  /** At most 1/2. */
  share: number;
  tolerance: number;
  errorRate: number;
  /** The number of responses after which a run ends. */
  horizon: number;
}

/** The number of looks of a region: more make the mean hardly smaller, and take longer to compute. */
const MOST_LOOKS = 500;
const FEWEST_LOOKS = 60;

/** The additions and multiplications that one round may take: about 10 ms. */
const MOST_WORK = 6e6;

/** Counts further than so many standard deviations from the expected ones never show that the share is right. */
const REACH = 6.5;

/** The first look, as a part of the mean. Earlier ones save little, and a change of the share would go unseen more often. */
const FIRST_LOOK = 0.7;

/** What a run costs that ends undecided, in means of the number of requests. */
const UNDECIDED_COST = 1.5;

/** The prices are right when each error has at least this part of its rate. */
const GOOD_ENOUGH = 0.95;
const MOST_ROUNDS = 10;

/**
 * The region of counts that shows "inside" soonest, with a chance of at most `errorRate` at each boundary of the band:
 * exact, by dynamic programming from the horizon back (Kiefer & Weiss 1957, as computed by Lorden 1980).
 *
 * What is least is a mean of the numbers of responses at the expected share and a third of the tolerance beside it, so that
 * shares near the expected one do not take long, either. A run that ends undecided costs as much as a run takes. Each
 * error has a price, which is raised until the error is no more frequent than allowed.
 *
 * @returns null when it would take long to compute: the tolerance is a very small part of the share.
 */
export function matchRegion({ share, tolerance, errorRate, horizon }: RegionQuestion): MatchRegion | null {
  const looks = looksFor(horizon * share * (1 - share));
  if (looks === null) return null;
  const lookEvery = Math.max(1, Math.ceil(horizon / looks));
  const { needed } = nearerBoundary({ share, tolerance }, errorRate);
  const mean = usualMean({ share, tolerance }, errorRate);
  const problem: Problem = {
    share,
    above: share + tolerance,
    below: share - tolerance,
    beside: tolerance / 3,
    lookEvery,
    looks: Math.ceil(horizon / lookEvery),
    firstLook: Math.ceil((FIRST_LOOK * mean) / lookEvery),
    canaries: binomialStep(lookEvery, share),
    reach: REACH,
    undecidedCost: UNDECIDED_COST * mean,
  };
  const stops = atRightPrices(problem, errorRate, needed / errorRate);
  return {
    lookEvery,
    horizon: problem.looks * lookEvery,
    lowest: stops.lowest,
    highest: stops.highest,
    mean: stops.mean,
    ninetyNinth: stops.ninetyNinth,
  };
}

/** The number of looks for which the work stays within its limit; it grows with their root. */
function looksFor(variance: number): number | null {
  const perRoot = (2 * REACH) ** 2 * Math.max(1, variance);
  const looks = Math.min(MOST_LOOKS, (MOST_WORK / perRoot) ** 2);
  return looks < FEWEST_LOOKS ? null : Math.floor(looks);
}

function atRightPrices(problem: Problem, errorRate: number, scale: number): CheapestStops {
  let prices = firstPrices(problem, errorRate, scale);
  let best: CheapestStops | null = null;
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const stops = findCheapestStops(problem, prices);
    const parts = [stops.above / errorRate, stops.below / errorRate] as const;
    const larger = Math.max(...parts);
    if (larger <= 1 && (best === null || stops.mean < best.mean)) best = stops;
    if (larger <= 1 && Math.min(...parts) >= GOOD_ENOUGH) return stops;
    // The chance of an error is about in inverse proportion to its price; a little more, so as not to miss the goal again.
    const raise = (part: number) => Math.max(0.2, part * 1.004);
    prices = { above: prices.above * raise(parts[0]), below: prices.below * raise(parts[1]) };
  }
  return best ?? showNothing(problem);
}

/** Prices that come near the right ones, by what they turned out to be for many bands. */
function firstPrices({ share, above }: Problem, errorRate: number, scale: number): Prices {
  const price = 0.25 * (errorRate / 0.05) ** 0.19 * scale;
  const relative = (above - share) / share;
  return { above: price, below: price * Math.max(0.2, 1 - 1.5 * relative) };
}

/** Where no prices were found, nothing is shown: then the run ends undecided, and never wrong. */
function showNothing({ looks, lookEvery }: Problem): CheapestStops {
  const lowest = new Int32Array(looks + 1).fill(1);
  const horizon = looks * lookEvery;
  return {
    lowest,
    highest: new Int32Array(looks + 1),
    above: 0,
    below: 0,
    mean: horizon,
    ninetyNinth: horizon,
  };
}
