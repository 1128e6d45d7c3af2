/** How many servers of each version are ready, and the weight that each of them gets. */
export interface ByVersion {
  stable: number;
  canary: number;
}

/** HAProxy's largest weight (its manual, section 5.2, `weight`). */
const MOST = 256;
/** Shares that are nearer to each other than this count as the same: the smaller weights then follow a change sooner. */
const NO_DIFFERENCE = 1e-6;

/**
 * The weights with which the canaries' part of all weights is nearest to the share: the smallest such weights. All servers
 * of a version get the same.
 *
 * @example
 * weightsForShare({ stable: 9, canary: 1 }, 0.01); // { stable: 11, canary: 1 }
 */
export function weightsForShare(ready: ByVersion, share: number): ByVersion {
  if (share === 0 || ready.canary === 0) return { stable: 1, canary: 0 };
  if (share === 1 || ready.stable === 0) return { stable: 0, canary: 1 };
  let best: ByVersion = { stable: 1, canary: 1 };
  for (let stable = 1; stable <= MOST; stable++) {
    const wanted = Math.round((share * ready.stable * stable) / ((1 - share) * ready.canary));
    const weights = { stable, canary: Math.min(MOST, Math.max(1, wanted)) };
    if (awayFrom(share, ready, weights) < awayFrom(share, ready, best) - NO_DIFFERENCE) best = weights;
  }
  return best;
}

function awayFrom(share: number, ready: ByVersion, weights: ByVersion): number {
  return Math.abs(shareOfWeights(ready, weights) - share);
}

/** The canaries' part of all weights; NaN if nothing has a weight. */
export function shareOfWeights(ready: ByVersion, { stable, canary }: ByVersion): number {
  return (ready.canary * canary) / (ready.canary * canary + ready.stable * stable);
}
