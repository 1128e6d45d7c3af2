import type { BatchCounts } from './fixed-batch.js';

/**
 * Where the p-value of Pearson's test with one degree of freedom falls to a level: the square of the normal quantile
 * of half the level (Pearson 1900; the first two stand in every table).
 */
export const CRITICAL_VALUE = {
  fivePercent: 3.841458820694124,
  onePercent: 6.6348966010212145,
  oneInAMillion: 23.92812697687947,
} as const;

/** Pearson's statistic for two versions: the squared deviations from the expected counts, each over its expectation. */
export function chiSquare({ canary, stable }: BatchCounts, share: number): number {
  const requests = canary + stable;
  const deviation = canary - requests * share;
  return (deviation * deviation) / (requests * share) + (deviation * deviation) / (requests * (1 - share));
}
