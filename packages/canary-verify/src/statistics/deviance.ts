import { shownArgument } from './argument-checks.js';
import { logBetaRemainder } from './log-gamma.js';

/** A probability beside its complement: the smaller of the two keeps all its digits. */
export interface Chance {
  yes: number;
  no: number;
}

/** The two parameters of a beta distribution, both above 0. */
export interface BetaShape {
  a: number;
  b: number;
}

/** The chance with this probability, from 0 to 1. Throws a RangeError outside. */
export function chance(probability: number): Chance {
  if (!(typeof probability === 'number' && probability >= 0 && probability <= 1))
    throw new RangeError(`a probability lies from 0 to 1, got ${shownArgument(probability)}`);
  return { yes: probability, no: 1 - probability };
}

/** The same chance, seen from the other side. */
export function opposite({ yes, no }: Chance): Chance {
  return { yes: no, no: yes };
}

/** Relative excess below which the series is used: it needs few terms there, and the logarithm would cancel. */
const SERIES_BELOW = 0.1;

/**
 * count ln(count / mean) + mean - count: how far a count lies from its mean, never negative, 0 when both are equal.
 *
 * This is `bd0` of C. Loader, Fast and accurate computation of binomial probabilities (2000). `excess` is count - mean:
 * the caller often knows it with more digits than the subtraction would leave. count >= 0, mean >= 0.
 */
export function deviance(count: number, mean: number, excess: number): number {
  if (count === 0) return mean;
  const ratio = excess / (count + mean);
  if (Math.abs(ratio) >= SERIES_BELOW) return count * Math.log(count / mean) - excess;
  // ln(count / mean) = 2 artanh(ratio), expanded (DLMF 4.6.4): the first term joins the excess without cancelling.
  const square = ratio * ratio;
  let sum = excess * ratio;
  let power = 2 * count * ratio;
  for (let odd = 3; ; odd += 2) {
    power *= square;
    const next = sum + power / odd;
    if (next === sum) return sum;
    sum = next;
  }
}

/** How far a lies from its mean (a + b) yes. The opposite of how far b lies from (a + b) no. */
export function excessOver({ a, b }: BetaShape, { yes, no }: Chance): number {
  return yes <= no ? a - (a + b) * yes : (a + b) * no - b;
}

/**
 * ln(B(a, b) / (yes^a no^b)), for a, b > 0: the beta function over the power function that it is the integral of.
 *
 * Binomial probabilities, beta densities and beta mixtures are all made of it. The large terms of the two factors have
 * been taken against each other on paper (Loader 2000), so it stays exact to rounding for millions of trials.
 */
export function logBetaOverPower(shape: BetaShape, { yes, no }: Chance): number {
  const { a, b } = shape;
  const excess = excessOver(shape, { yes, no });
  const distance = deviance(a, (a + b) * yes, excess) + deviance(b, (a + b) * no, -excess);
  return distance + logBetaRemainder(a, b);
}
