import { deviance } from './deviance.js';
import { HALF_LOG_TWO_PI, stirlingError } from './log-gamma.js';

/** Enough for shapes of some 1e10: both expansions take about the square root of the shape. */
const MOST_STEPS = 1_000_000;

/** x^shape e^-x / Gamma(shape), without the large terms that cancel (Loader 2000). */
function gammaPower(shape: number, x: number): number {
  const distance = deviance(shape, x, shape - x) + stirlingError(shape);
  return Math.sqrt(shape) * Math.exp(-distance - HALF_LOG_TWO_PI);
}

/** The sum 1 + x / (s + 1) + x^2 / ((s + 1)(s + 2)) + ... of the lower tail (DLMF 8.11.4): all terms are positive. */
function lowerSeries(shape: number, x: number): number {
  let term = 1;
  let sum = 1;
  for (let step = 1; step <= MOST_STEPS; step += 1) {
    term *= x / (shape + step);
    sum += term;
    if (term <= sum * Number.EPSILON) return sum;
  }
  throw new RangeError(`no gamma distribution with a shape as large as ${shape}`);
}

/** The continued fraction of the upper tail (even part of DLMF 8.9.2), by the modified Lentz method. */
function upperFraction(shape: number, x: number): number {
  let partialDenominator = x + 1 - shape;
  let fraction = partialDenominator;
  let numerators = partialDenominator;
  let denominators = 0;
  for (let step = 1; step <= MOST_STEPS; step += 1) {
    const partialNumerator = step * (shape - step);
    partialDenominator += 2;
    denominators = 1 / (partialDenominator + partialNumerator * denominators);
    numerators = partialDenominator + partialNumerator / numerators;
    const factor = numerators * denominators;
    fraction *= factor;
    if (Math.abs(factor - 1) <= Number.EPSILON) return fraction;
  }
  throw new RangeError(`no gamma distribution with a shape as large as ${shape}`);
}

/**
 * The regularised upper incomplete gamma function Q(shape, x) (DLMF 8.2.4), for shape >= 1/2 and x >= 0.
 *
 * Full relative precision in the upper tail. Throws a RangeError outside.
 */
export function gammaUpper(shape: number, x: number): number {
  if (!(shape >= 0.5 && shape < Number.POSITIVE_INFINITY))
    throw new RangeError(`the shape is at least 0.5, got ${shape}`);
  if (!(x >= 0)) throw new RangeError(`a gamma distribution has no point ${x}`);
  if (x === 0) return 1;
  if (x === Number.POSITIVE_INFINITY) return 0;
  const power = gammaPower(shape, x);
  return x < shape + 1 ? 1 - (power / shape) * lowerSeries(shape, x) : power / upperFraction(shape, x);
}

/** Probability that a chi-square variable with these degrees of freedom (at least 1) exceeds the statistic. */
export function chiSquareUpper(statistic: number, degreesOfFreedom: number): number {
  return gammaUpper(degreesOfFreedom / 2, statistic / 2);
}
