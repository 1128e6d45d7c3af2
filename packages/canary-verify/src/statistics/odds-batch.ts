/**
 * One batch of responses, as a two-by-two table: which version answered, and whether the answer was bad.
 *
 * Counts; `badCanary` <= `canary` and `badStable` <= `stable`.
 */
export interface Batch {
  canary: number;
  stable: number;
  badCanary: number;
  badStable: number;
}

export function emptyBatch(): Batch {
  return { canary: 0, stable: 0, badCanary: 0, badStable: 0 };
}

/** Makes the batch empty again, in place. */
export function clearBatch(batch: Batch): void {
  batch.canary = 0;
  batch.stable = 0;
  batch.badCanary = 0;
  batch.badStable = 0;
}

/**
 * True when the totals of the batch alone fix its table: no bad responses, only bad ones, or only one version.
 * Such a batch says nothing about a difference, and the logs below are 0 for it.
 */
export function isUninformative({ canary, stable, badCanary, badStable }: Batch): boolean {
  const bad = badCanary + badStable;
  return bad === 0 || bad === canary + stable || canary === 0 || stable === 0;
}

/**
 * Log of how much more likely the batch is when the odds of a bad response are `ratio` times as high on the canary
 * than when they are the same on both versions: ln(ratio^x) - ln(sum over u of h(u) * ratio^u).
 *
 * Both likelihoods are given the totals of the batch (responses of each version, bad ones in all). With no difference the
 * x bad responses of the canary then follow the hypergeometric distribution h, otherwise the noncentral one, and how
 * frequent errors are in general has dropped out (Fisher 1935; Mantel & Haenszel 1959).
 */
export function logLikelihoodRatio(batch: Batch, ratio: number): number {
  return Math.log(sumAroundObserved(batch, 1)) - Math.log(sumAroundObserved(batch, ratio));
}

/**
 * Sum of the weights C(canary, u) * C(stable, bad - u) * ratio^u of all tables with the totals of the batch, as a
 * multiple of the weight of the observed table.
 *
 * Neighbouring weights differ by a simple factor, so that it walks from the observed table to both ends and needs no
 * binomial coefficient. The observed table counts 1, which rules out a sum of 0; the largest term is below
 * 2^n * max(ratio, 1 / ratio)^n for n responses, 10^75 for 50 responses and a ratio of 16.
 */
function sumAroundObserved({ canary, stable, badCanary, badStable }: Batch, ratio: number): number {
  let sum = 1;
  // u canary responses are bad, and v stable ones: u + v stays the same.
  let weight = 1;
  for (let u = badCanary, v = badStable; u < canary && v > 0; u++, v--) {
    weight *= (ratio * (canary - u) * v) / ((u + 1) * (stable - v + 1));
    sum += weight;
  }
  weight = 1;
  for (let u = badCanary, v = badStable; u > 0 && v < stable; u--, v++) {
    weight *= (u * (stable - v)) / (ratio * (canary - u + 1) * (v + 1));
    sum += weight;
  }
  return sum;
}
