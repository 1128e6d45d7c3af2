import { type Cheapest, cheapestTest, type Looks, type Prices, type Shares } from './dual.js';

/** Is the share within `tolerance` of `share`? Fractions of 1. */
export interface BoundQuestion {
  share: number;
  tolerance: number;
  /** The largest probability of "inside" at each boundary. */
  errorRate: number;
  /** Requests from one look to the next. */
  lookEvery: number;
}

/** The largest probability of anything but "inside" at the expected share. */
const MISS_RATE = 1e-4;

/** The horizon, in multiples of the requests that bring the evidence wanted, both kinds of error taken together. */
const HORIZON = 3.5;

/** Prices are improved until the bound grows by less than this fraction, at most so many times. */
const GOOD_ENOUGH = 1e-5;
const MOST_ROUNDS = 20;

/** Keeps the logarithm of a probability finite. */
const TINY = 1e-12;

/**
 * A lower bound on the mean number of requests, at the expected share, of every sequential test that says "inside" with
 * a probability of at most `errorRate` at each boundary, and of at least 1 - `MISS_RATE` at the expected share.
 *
 * By weak duality each set of prices for the errors gives a bound: the cost of the cheapest test, less the priced error
 * rates. The result is the best bound found; prices that are not quite the best lower it only in second order.
 */
export function meanRequestsBound(question: BoundQuestion): number {
  const information = informationPerRequest(question);
  const shares = sharesOf(question);
  const looks = looksOf(question, information);
  let prices = firstPrices(question, information);
  let best = 0;
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const cheapest = cheapestTest(shares, looks, prices);
    const bound = boundFrom(cheapest, prices, question.errorRate);
    if (Math.abs(bound - best) <= best * GOOD_ENOUGH) return Math.max(best, bound);
    best = Math.max(best, bound);
    prices = {
      above: prices.above * (cheapest.above / question.errorRate),
      below: prices.below * (cheapest.below / question.errorRate),
      missed: improvedMissPrice(prices.missed, cheapest.missed, information),
    };
  }
  return best;
}

/** The Lagrangian dual at these prices. */
function boundFrom(cheapest: Cheapest, prices: Prices, errorRate: number): number {
  return cheapest.cost - (prices.above + prices.below) * errorRate - prices.missed * MISS_RATE;
}

/**
 * At the best prices each error has just the probability allowed. The probability of a wrong "inside" is about inversely
 * proportional to its price, hence the quotients above; that of a miss falls exponentially, at `information` per request.
 */
function improvedMissPrice(price: number, missed: number, information: number): number {
  const change = Math.log(Math.max(missed, TINY) / MISS_RATE) / information;
  return Math.max(price / 2, price + change);
}

/** Prices at which one more request is worth its evidence when the likelihood ratio has come down to `errorRate`. */
function firstPrices({ errorRate }: BoundQuestion, information: number): Prices {
  const price = 1 / (information * errorRate);
  return { above: price, below: price, missed: -Math.log(errorRate * MISS_RATE) / information };
}

/** The looks up to a horizon that the cheapest test reaches too rarely to matter. */
function looksOf({ errorRate, lookEvery }: BoundQuestion, information: number): Looks {
  const requests = (HORIZON * -Math.log(errorRate * MISS_RATE)) / information;
  return { lookEvery, horizon: Math.ceil(requests / lookEvery) * lookEvery };
}

function sharesOf({ share, tolerance }: BoundQuestion): Shares {
  return { expected: share, above: share + tolerance, below: share - tolerance };
}

/** What one request says against the nearer boundary, in nats: the smaller Kullback-Leibler divergence. */
function informationPerRequest({ share, tolerance }: BoundQuestion): number {
  return Math.min(divergence(share, share + tolerance), divergence(share, share - tolerance));
}

function divergence(from: number, to: number): number {
  return from * Math.log(from / to) + (1 - from) * Math.log((1 - from) / (1 - to));
}
