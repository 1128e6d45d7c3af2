import { gammaUpper } from './chi-square.js';
import { HALF_LOG_TWO_PI } from './log-gamma.js';

const MOST_STEPS = 200;

/** Probability that a standard normal variable exceeds the deviation, which is not negative (DLMF 7.11.2). */
function normalUpper(deviation: number): number {
  return gammaUpper(0.5, (deviation * deviation) / 2) / 2;
}

/**
 * The deviation that a standard normal variable exceeds with this probability: 0 for one half, 1.96 for 0.025.
 *
 * Newton's method on the logarithm of the tail, which is concave, from the bound tail <= e^(-z^2 / 2) / 2 downwards: the
 * guesses fall to the root and never jump over it. Throws a RangeError unless 1e-300 <= tail <= 0.5.
 */
export function normalQuantileUpper(tail: number): number {
  if (!(tail >= 1e-300 && tail <= 0.5))
    throw new RangeError(`an upper tail lies from 1e-300 to 0.5, got ${tail}`);
  let deviation = Math.sqrt(-2 * Math.log(2 * tail));
  for (let step = 0; step < MOST_STEPS; step += 1) {
    const upper = normalUpper(deviation);
    const density = Math.exp(-(deviation * deviation) / 2 - HALF_LOG_TWO_PI);
    const change = (Math.log(upper / tail) * upper) / density;
    deviation += change;
    if (Math.abs(change) <= 4 * Number.EPSILON * deviation) break;
  }
  return deviation;
}
