/**
 * One alternative share held against a null share, ready to be evaluated from counts:
 * the log of its weight, and what each response adds to the log of its likelihood ratio.
 */
export interface Alternative {
  logWeight: number;
  perCanary: number;
  perStable: number;
}

/** Weighs the alternative share against the null share (0 < nullShare < 1, 0 <= share <= 1). */
export function alternative(weight: number, share: number, nullShare: number): Alternative {
  return {
    logWeight: Math.log(weight),
    perCanary: Math.log(share / nullShare),
    // Equals ln((1 - share) / (1 - nullShare)), without losing digits when both shares are small.
    perStable: Math.log1p((nullShare - share) / (1 - nullShare)),
  };
}

/** Log of one weighted likelihood ratio. Never computes 0 times infinity: a share of 0 or 1 lives until its first contradiction. */
function logTerm({ logWeight, perCanary, perStable }: Alternative, canary: number, stable: number): number {
  return logWeight + (canary === 0 ? 0 : canary * perCanary) + (stable === 0 ? 0 : stable * perStable);
}

/**
 * Log of the weighted mean of likelihood ratios after so many responses of the canary and of the stable version: the
 * evidence against the null share.
 *
 * While every alternative lies on the other side of the null share than the null hypothesis does, this is the log of a
 * non-negative supermartingale that starts at 1, so it exceeds ln(1 / errorRate) with probability of at most
 * errorRate, however often one looks (Ville 1939; Robbins 1970).
 */
export function logMixture(alternatives: readonly Alternative[], canary: number, stable: number): number {
  let largest = Number.NEGATIVE_INFINITY;
  for (const one of alternatives) largest = Math.max(largest, logTerm(one, canary, stable));
  if (largest === Number.NEGATIVE_INFINITY) return largest;
  let sum = 0;
  for (const one of alternatives) sum += Math.exp(logTerm(one, canary, stable) - largest);
  return largest + Math.log(sum);
}
