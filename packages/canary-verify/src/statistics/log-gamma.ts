/** ln(2 pi) / 2. */
export const HALF_LOG_TWO_PI: number = 0.9189385332046728;

/** From here on seven terms of the series for the Stirling error are exact to rounding. */
const SERIES_FROM = 15;

/** Coefficients B(2j) / (2j (2j - 1)) of the Stirling series (DLMF 5.11.1), the last one first. */
const STIRLING_SERIES = [1 / 156, -691 / 360360, 1 / 1188, -1 / 1680, 1 / 1260, -1 / 360, 1 / 12];

/**
 * What Stirling's formula leaves over: ln Gamma(x) - ((x - 1/2) ln x - x + ln(2 pi) / 2), for x > 0.
 *
 * Small and smooth, so differences of log factorials can be taken without their large terms, which would eat the digits
 * (the `stirlerr` of C. Loader, Fast and accurate computation of binomial probabilities, 2000). Below 15 the argument is
 * moved up with the recurrence Gamma(x + 1) = x Gamma(x).
 */
export function stirlingError(x: number): number {
  let shifted = x;
  let sum = 0;
  for (; shifted < SERIES_FROM; shifted += 1) sum += (shifted + 0.5) * Math.log1p(1 / shifted) - 1;
  const inverseSquare = 1 / (shifted * shifted);
  let series = 0;
  for (const coefficient of STIRLING_SERIES) series = series * inverseSquare + coefficient;
  return sum + series / shifted;
}

/**
 * Natural logarithm of the gamma function, for x > 0.
 *
 * The relative error is that of rounding except beside the zeros at 1 and 2, where the absolute error is.
 * Differences of large values belong into {@link logBeta} or the deviance form instead.
 */
export function logGamma(x: number): number {
  return (x - 0.5) * Math.log(x) - x + HALF_LOG_TWO_PI + stirlingError(x);
}

/** What {@link stirlingError} leaves over of ln B(a, b), together with its square root factor. */
export function logBetaRemainder(a: number, b: number): number {
  const sum = a + b;
  const errors = stirlingError(a) + stirlingError(b) - stirlingError(sum);
  return errors + HALF_LOG_TWO_PI - 0.5 * Math.log(a / (1 + a / b));
}

/** Natural logarithm of the beta function, for a > 0 and b > 0: no two large terms are subtracted. */
export function logBeta(a: number, b: number): number {
  return logBetaRemainder(a, b) - a * Math.log1p(b / a) - b * Math.log1p(a / b);
}
