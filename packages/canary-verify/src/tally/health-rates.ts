/** How often each thing that a run may say against a canary is wrong. */
export interface HealthRates {
  /** For errors and latency of one arm together. */
  eachArm: number;
  /** For marked requests that fail. */
  marked: number;
}

/**
 * Deals the error rate of an attempt among all that it may say against a canary: all together are wrong with a chance of at most this
 * rate. Marked requests, where there are such, have one half: what they say is why they are sent.
 */
export function healthRates(
  errorRate: number,
  { arms, marked }: { arms: number; marked: boolean },
): HealthRates {
  const ofMarked = marked ? errorRate / 2 : 0;
  return { eachArm: (errorRate - ofMarked) / arms, marked: ofMarked };
}
