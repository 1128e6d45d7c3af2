/** Independent responses, each from the canary with probability `share`. */
export interface Binomial {
  requests: number;
  share: number;
}

/** The probability of each count of canary responses, 0 to all, by summing logs: exact up to rounding. Needs 0 < share < 1. */
export function binomialProbabilities({ requests, share }: Binomial): Float64Array {
  const probabilities = new Float64Array(requests + 1);
  const logOdds = Math.log(share) - Math.log1p(-share);
  let log = requests * Math.log1p(-share);
  for (let count = 0; count <= requests; count++) {
    probabilities[count] = Math.exp(log);
    log += Math.log((requests - count) / (count + 1)) + logOdds;
  }
  return probabilities;
}

/** The most canary responses that are still so few that a count like it, or lower, has at most this probability. */
export function largestSurprisinglyLow(binomial: Binomial, level: number): number {
  const probabilities = binomialProbabilities(binomial);
  let sum = 0;
  let count = -1;
  for (const probability of probabilities) {
    sum += probability;
    if (sum > level) return count;
    count++;
  }
  return count;
}
