import { type BetaShape, type Chance, excessOver, logBetaOverPower, opposite } from './deviance.js';

/** Natural logarithms of the two tails of a distribution at one point. */
export interface LogTails {
  lower: number;
  upper: number;
}

/** Enough for parameters of some 1e11: the fraction takes about the square root of the larger parameter. */
const MOST_STEPS = 1_000_000;

/** ln(1 - e^logarithm), for a logarithm of at most 0 (Maechler 2012: each branch where it keeps its digits). */
function logComplement(logarithm: number): number {
  return logarithm > -Math.LN2 ? Math.log(-Math.expm1(logarithm)) : Math.log1p(-Math.exp(logarithm));
}

/**
 * The continued fraction of the incomplete beta function: x^a (1 - x)^b / B(a, b) divided by it is the lower tail.
 *
 * Even part of DLMF 8.17.22, as in Didonato and Morris, Algorithm 708 (1992), equation 9, evaluated by the modified Lentz
 * method. Below the switch point x = (a + 1) / (a + b + 2) nothing is subtracted in it until it has converged.
 */
function betaFraction({ a, b }: BetaShape, { yes: x }: Chance, excess: number): number {
  let fraction = (a * (excess + 1)) / (a + 1);
  let numerators = fraction;
  let denominators = 0;
  for (let step = 1; step <= MOST_STEPS; step += 1) {
    const before = a + 2 * step - 1;
    const shared = (step * (b - step) * x) / before;
    const partialNumerator = (((a + step - 1) * (a + b + step - 1)) / before) * shared * x;
    const partialDenominator = step + shared + ((a + step) * (excess + 1 + step * (2 - x))) / (before + 2);
    denominators = 1 / (partialDenominator + partialNumerator * denominators);
    numerators = partialDenominator + partialNumerator / numerators;
    const factor = numerators * denominators;
    fraction *= factor;
    if (Math.abs(factor - 1) <= Number.EPSILON) return fraction;
  }
  throw new RangeError(`no tail of a beta distribution with parameters as large as ${a} and ${b}`);
}

/** Logarithm of the lower tail by the continued fraction: for points up to about the mean. */
function logLowerByFraction(shape: BetaShape, point: Chance): number {
  if (point.yes === 0) return Number.NEGATIVE_INFINITY;
  const fraction = betaFraction(shape, point, excessOver(shape, point));
  return Math.min(0, -logBetaOverPower(shape, point) - Math.log(fraction));
}

/**
 * Logarithms of both tails of the beta distribution at a point: of I_x(a, b) and of 1 - I_x(a, b) (DLMF 8.17.2).
 *
 * Each tail has full relative precision, however small it is. Throws a RangeError unless a and b are above 0.
 */
export function logBetaTails(shape: BetaShape, point: Chance): LogTails {
  const { a, b } = shape;
  if (!(a > 0 && b > 0 && a + b < Number.POSITIVE_INFINITY))
    throw new RangeError(`the parameters of a beta distribution are positive, got ${a} and ${b}`);
  if (point.yes * (a + b + 2) <= a + 1) {
    const lower = logLowerByFraction(shape, point);
    return { lower, upper: logComplement(lower) };
  }
  const upper = logLowerByFraction({ a: b, b: a }, opposite(point));
  return { lower: logComplement(upper), upper };
}

/** Lower tail of the beta distribution, I_x(a, b): the probability of a value of at most x. */
export function betaLower(shape: BetaShape, point: Chance): number {
  return Math.exp(logBetaTails(shape, point).lower);
}

/** Upper tail of the beta distribution, 1 - I_x(a, b): the probability of a value above x. */
export function betaUpper(shape: BetaShape, point: Chance): number {
  return Math.exp(logBetaTails(shape, point).upper);
}
