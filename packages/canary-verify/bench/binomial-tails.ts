/** `count` successes in `trials` independent trials that each succeed with probability `share`. */
export interface Binomial {
  trials: number;
  share: number;
}

/** From here on the asymptotic series of ln Γ is good to full double precision with the terms used below. */
const STIRLING_FROM = 10;

/** The probability of at most `count` successes. */
export function atMost(count: number, binomial: Binomial): number {
  if (count < 0) return 0;
  if (count >= binomial.trials) return 1;
  if (count > binomial.trials * binomial.share) return 1 - sumUpwards(count + 1, binomial);
  return sumDownwards(count, binomial);
}

/** The probability of at least `count` successes. */
export function atLeast(count: number, binomial: Binomial): number {
  if (count <= 0) return 1;
  if (count > binomial.trials) return 0;
  if (count < binomial.trials * binomial.share) return 1 - sumDownwards(count - 1, binomial);
  return sumUpwards(count, binomial);
}

/** The probability of exactly `count` successes, for a share strictly between 0 and 1. */
export function exactly(count: number, { trials, share }: Binomial): number {
  const ways = logFactorial(trials) - logFactorial(count) - logFactorial(trials - count);
  return Math.exp(ways + count * Math.log(share) + (trials - count) * Math.log1p(-share));
}

/** Sums the probabilities of `from`, `from + 1`, … until they no longer count; `from` is at or above the mean. */
function sumUpwards(from: number, binomial: Binomial): number {
  const odds = binomial.share / (1 - binomial.share);
  let term = exactly(from, binomial);
  let sum = term;
  for (let count = from; count < binomial.trials && term > sum * Number.EPSILON; count++) {
    term *= (odds * (binomial.trials - count)) / (count + 1);
    sum += term;
  }
  return sum;
}

/** Sums the probabilities of `from`, `from - 1`, … until they no longer count; `from` is at or below the mean. */
function sumDownwards(from: number, { trials, share }: Binomial): number {
  return sumUpwards(trials - from, { trials, share: 1 - share });
}

/** The logarithm of `count` factorial: Stirling's series for ln Γ, after stepping up to where it is accurate. */
function logFactorial(count: number): number {
  let x = count + 1;
  let product = 1;
  for (; x < STIRLING_FROM; x++) product *= x;
  const inverse = 1 / x;
  const square = inverse * inverse;
  const series =
    inverse * (1 / 12 - square * (1 / 360 - square * (1 / 1260 - square * (1 / 1680 - square / 1188))));
  return (x - 0.5) * Math.log(x) - x + 0.5 * Math.log(2 * Math.PI) + series - Math.log(product);
}
