import { excludedBoundaries, type SplitTest, unlikelyBoundaries } from '../statistics/split-test.js';
import type { ArmState } from './decide.js';

/** The boundaries of the expected shares that the counts do not exclude yet. */
export function openBoundaries({ plan: { test }, tally }: ArmState): ('lower' | 'upper')[] {
  if (test.kind === 'only') return [];
  const { canary, stable, named, unidentified, failed } = tally;
  const splits: readonly SplitTest[] = test.kind === 'versions' ? test.splits : [test.split];
  const excluded = splits.map((split, index) => {
    const own = test.kind === 'versions' ? (named[index] ?? 0) : canary;
    const counts = { canary: own, stable: canary + stable - own, unknown: unidentified + failed };
    const excluded = excludedBoundaries(split, counts);
    const unlikely = unlikelyBoundaries(split, counts);
    return { upper: excluded.upper || unlikely.upper, lower: excluded.lower || unlikely.lower };
  });
  return (['lower', 'upper'] as const).filter((boundary) => excluded.some((one) => !one[boundary]));
}
