import { type BetaShape, type Chance, logBetaOverPower, opposite } from './deviance.js';
import { logBetaTails } from './incomplete-beta.js';

/** The least log odds that are looked at: e^-700 is close to the smallest positive number. */
const LEAST_LOG_ODDS = -700;

const MOST_STEPS = 200;

/** The chance with these log odds, both sides with full precision. */
function chanceOfLogOdds(logOdds: number): Chance {
  return { yes: 1 / (1 + Math.exp(-logOdds)), no: 1 / (1 + Math.exp(logOdds)) };
}

/**
 * Newton's next guess of the log odds at which the lower tail has this logarithm.
 *
 * The logarithm of the lower tail is concave in the log odds, since its density there, x^a (1 - x)^b / B(a, b), is
 * log-concave. So from the second guess on the guesses rise to the root and never jump over it.
 */
function newtonStep(shape: BetaShape, logTail: number, logOdds: number): number {
  const point = chanceOfLogOdds(logOdds);
  const { lower } = logBetaTails(shape, point);
  const slope = Math.exp(-logBetaOverPower(shape, point) - lower);
  return logOdds - (lower - logTail) / slope;
}

/** The point below which the tail lies, for a tail of at most one half. */
function pointOfLowerTail(shape: BetaShape, tail: number): Chance {
  const logTail = Math.log(tail);
  let logOdds = Math.max(LEAST_LOG_ODDS, Math.log(shape.a / shape.b));
  for (let step = 0; step < MOST_STEPS; step += 1) {
    const next = newtonStep(shape, logTail, logOdds);
    if (!(next > LEAST_LOG_ODDS)) {
      if (logOdds === LEAST_LOG_ODDS) return { yes: 0, no: 1 };
      logOdds = LEAST_LOG_ODDS;
      continue;
    }
    const settled = Math.abs(next - logOdds) <= 4 * Number.EPSILON * Math.max(1, Math.abs(next));
    logOdds = next;
    if (settled) break;
  }
  return chanceOfLogOdds(logOdds);
}

/** Throws a RangeError unless the number is a probability. */
function checkTail(tail: number): void {
  if (!(tail >= 0 && tail <= 1)) throw new RangeError(`a tail is a probability from 0 to 1, got ${tail}`);
}

/**
 * The point of the beta distribution with this much probability below it: the inverse of `betaLower`.
 *
 * Both the point and its complement have full relative precision; a point below 1e-304 is returned as 0. A tail close to
 * 1 carries few digits of what is left above: use {@link betaQuantileUpper} for small upper tails.
 * Throws a RangeError for a tail outside 0 to 1, or parameters that are not positive.
 */
export function betaQuantile(shape: BetaShape, tail: number): Chance {
  checkTail(tail);
  if (tail === 0) return { yes: 0, no: 1 };
  if (tail > 0.5) return betaQuantileUpper(shape, 1 - tail);
  return pointOfLowerTail(shape, tail);
}

/** The point of the beta distribution with this much probability above it: the inverse of `betaUpper`. */
export function betaQuantileUpper({ a, b }: BetaShape, tail: number): Chance {
  return opposite(betaQuantile({ a: b, b: a }, tail));
}
