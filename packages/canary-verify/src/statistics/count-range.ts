/** Counts of canaries, both ends included. */
export interface CountRange {
  from: number;
  to: number;
}

/** The counts within so many standard deviations of the expected one, and a few more where that is next to nothing. */
export function binomialCounts(responses: number, share: number, reach: number): CountRange {
  const mean = responses * share;
  const around = reach * Math.sqrt(mean * (1 - share)) + (reach * reach) / 3;
  return {
    from: Math.max(0, Math.floor(mean - around)),
    to: Math.min(responses, Math.ceil(mean + around)),
  };
}
