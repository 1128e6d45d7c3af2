import { binomialLogPmf } from '../src/statistics/binomial-test.js';

/** The three shares that count: the expected one, and the two at which the answer "inside" is an error. */
export interface Shares {
  expected: number;
  above: number;
  below: number;
}

/** What each wrong answer costs, in requests: "inside" at the two boundaries, and anything else at the expected share. */
export interface Prices {
  above: number;
  below: number;
  missed: number;
}

/** When one may stop: every `lookEvery` requests, and for free at `horizon`, a multiple of it. */
export interface Looks {
  lookEvery: number;
  horizon: number;
}

/**
 * The cheapest test at given prices.
 *
 * `cost` is the mean of its requests plus priced errors, never too high: stopping is free at the horizon and outside the
 * band of counts looked at. The others are the probabilities of its errors.
 */
export interface Cheapest {
  cost: number;
  above: number;
  below: number;
  missed: number;
}

/** For each count of hits: what is still to come for the cheapest test, as expectations at the expected share. */
type Rows = Record<keyof Cheapest, Float64Array>;

/** The log likelihood ratio of a boundary to the expected share. */
interface Ratio {
  perHit: number;
  perMiss: number;
}

interface Problem {
  prices: Prices;
  above: Ratio;
  below: Ratio;
  lookEvery: number;
  /** The probabilities of 0, 1, … hits between two looks, as far as they count. */
  hits: Float64Array;
}

/** The band of counts looked at is left with a probability of at most this, as a log, at each look and side. */
const LOG_OUTSIDE = -21;

/** Numbers of hits between two looks that are less probable than this are left out: that can only lower the cost. */
const NEGLIGIBLE = 1e-13;

/** Finds the cheapest test by backward induction over the number of requests and of hits. */
export function cheapestTest(shares: Shares, looks: Looks, prices: Prices): Cheapest {
  const { lookEvery, horizon } = looks;
  const problem: Problem = {
    prices,
    above: ratio(shares.above, shares.expected),
    below: ratio(shares.below, shares.expected),
    lookEvery,
    hits: hitsBetweenLooks(shares.expected, lookEvery),
  };
  const rows = emptyRows(band(shares.expected, horizon).most + problem.hits.length + 1);
  for (let requests = horizon - lookEvery; requests >= 0; requests -= lookEvery) {
    const { least, most } = band(shares.expected, requests);
    stepBack(problem, rows, { requests, least, most });
    const mostLater = band(shares.expected, requests + lookEvery).most;
    for (const row of Object.values(rows)) row.fill(0, most + 1, mostLater + 1);
  }
  const [cost = 0, above = 0, below = 0, missed = 0] = [rows.cost, rows.above, rows.below, rows.missed].map(
    (row) => row[0],
  );
  return { cost, above, below, missed };
}

/**
 * Turns the rows after the next look into those before it, in place: hits never get fewer, so that going upwards
 * overwrites only what is no longer needed.
 */
function stepBack(
  problem: Problem,
  rows: Rows,
  { requests, least, most }: { requests: number; least: number; most: number },
): void {
  const { prices, lookEvery, hits } = problem;
  let above = likelihood(problem.above, least, requests);
  let below = likelihood(problem.below, least, requests);
  const aboveStep = Math.exp(problem.above.perHit - problem.above.perMiss);
  const belowStep = Math.exp(problem.below.perHit - problem.below.perMiss);
  for (let count = least; count <= most; count++) {
    const inside = prices.above * above + prices.below * below;
    const stop = Math.min(inside, prices.missed);
    const go = stop > lookEvery ? lookEvery + expectation(hits, rows.cost, count) : stop;
    if (stop > go) {
      rows.cost[count] = go;
      rows.above[count] = expectation(hits, rows.above, count);
      rows.below[count] = expectation(hits, rows.below, count);
      rows.missed[count] = expectation(hits, rows.missed, count);
    } else {
      const passes = inside <= prices.missed;
      rows.cost[count] = stop;
      rows.above[count] = passes ? above : 0;
      rows.below[count] = passes ? below : 0;
      rows.missed[count] = passes ? 0 : 1;
    }
    above *= aboveStep;
    below *= belowStep;
  }
}

/** The mean of `later` over the hits until the next look, from `count` hits now. */
function expectation(hits: Float64Array, later: Float64Array, count: number): number {
  let sum = 0;
  for (let more = 0; more < hits.length; more++) {
    sum += (hits[more] as number) * (later[count + more] as number);
  }
  return sum;
}

/** The counts after so many requests that are probable at the expected share, by Bernstein's inequality. */
function band(share: number, requests: number): { least: number; most: number } {
  const mean = share * requests;
  const reach = Math.sqrt(-2 * LOG_OUTSIDE * mean * (1 - share)) - (2 / 3) * LOG_OUTSIDE;
  return { least: Math.max(0, Math.floor(mean - reach)), most: Math.min(requests, Math.ceil(mean + reach)) };
}

/** What a hit and a miss each add to the log likelihood ratio of `share` to `expected`. */
function ratio(share: number, expected: number): Ratio {
  return { perHit: Math.log(share / expected), perMiss: Math.log((1 - share) / (1 - expected)) };
}

/** The likelihood ratio after so many hits in so many requests. */
function likelihood({ perHit, perMiss }: Ratio, hits: number, requests: number): number {
  return Math.exp(hits * perHit + (requests - hits) * perMiss);
}

/** The probabilities of 0, 1, … hits in so many requests, up to the last that counts. */
function hitsBetweenLooks(share: number, trials: number): Float64Array {
  const all = Float64Array.from({ length: trials + 1 }, (_, hits) =>
    Math.exp(binomialLogPmf({ hits, trials }, share)),
  );
  return all.slice(0, all.findLastIndex((probability) => probability > NEGLIGIBLE) + 1);
}

function emptyRows(length: number): Rows {
  return {
    cost: new Float64Array(length),
    above: new Float64Array(length),
    below: new Float64Array(length),
    missed: new Float64Array(length),
  };
}
