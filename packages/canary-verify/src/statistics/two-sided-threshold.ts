/** Shares between which neither side may be called wrong, as fractions; the same number twice for a single share. */
export interface Innocent {
  low: number;
  high: number;
}

/** Innocent shares at which the total is looked at. It is smooth, and largest at or near the ends. */
const POINTS = 100;

/**
 * The evidence that each of two one-sided tests must ask for, so that together they accuse an innocent share with a chance
 * of at most `errorRate`: between ln(1 / errorRate) and ln(2 / errorRate), which half the error rate for each would be.
 *
 * Let the test against shares up to `high` stop at a fraction x > high of n responses with evidence of at least L. No
 * likelihood ratio is larger than exp(n KL(x, high)), so n KL(x, high) >= L; and changing the measure from `high` to a
 * share p below costs the factor exp(-n (KL(x, p) - KL(x, high))), in which KL(x, p) / KL(x, high) is least at x = 1. So
 * p is accused with a chance of at most exp(-L ln(p) / ln(high)), and in the same way by the other test with at most
 * exp(-L ln(1 - p) / ln(1 - low)) (KL: Kullback-Leibler divergence; the idea is Wald's, 1947, appendix).
 */
export function twoSidedThreshold({ low, high }: Innocent, errorRate: number): number {
  let least = -Math.log(errorRate);
  let enough = least + Math.LN2;
  for (let step = 0; step < 50; step++) {
    const middle = (least + enough) / 2;
    if (accusedAtMost({ low, high }, middle) <= errorRate) enough = middle;
    else least = middle;
  }
  return enough;
}

/** The largest chance, over all innocent shares, that one of the two tests accuses. */
function accusedAtMost({ low, high }: Innocent, threshold: number): number {
  let most = 0;
  for (let point = 0; point <= POINTS; point++) {
    const share = low + ((high - low) * point) / POINTS;
    const byAbove = Math.exp((-threshold * Math.log(share)) / Math.log(high));
    const byBelow = Math.exp((-threshold * Math.log1p(-share)) / Math.log1p(-low));
    most = Math.max(most, byAbove + byBelow);
  }
  return most;
}
