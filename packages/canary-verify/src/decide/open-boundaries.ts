import { excludedBoundaries, unlikelyBoundaries } from '../statistics/answer-split.js';
import { countedSplits } from './counted-splits.js';
import type { ArmState } from './decide.js';

/** The boundaries of the expected shares that the counts do not exclude yet. */
export function openBoundaries({ plan: { test }, tally }: ArmState): ('lower' | 'upper')[] {
  if (test.kind === 'only') return [];
  const excluded = countedSplits(test, tally).map(({ split, counts }) => {
    const shown = excludedBoundaries(split, counts);
    const unlikely = unlikelyBoundaries(split, counts);
    return { upper: shown.upper || unlikely.upper, lower: shown.lower || unlikely.lower };
  });
  return (['lower', 'upper'] as const).filter((boundary) => excluded.some((one) => !one[boundary]));
}
