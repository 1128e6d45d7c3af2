import type { ArmTest } from '../plan/plan.js';
import type { Counts, SplitTest } from '../statistics/split-test.js';
import { type ArmTally, routedCounts } from '../tally/tally.js';

/** The test of an arm that expects shares. */
export type ShareTest = Exclude<ArmTest, { kind: 'only' }>;

/** A test of one share, and what it is asked about. */
export interface CountedSplit {
  split: SplitTest;
  counts: Counts;
}

/** The tests of an arm with their counts: of the canary's share, or of each version's in the order of the expectation. */
export function countedSplits(test: ShareTest, tally: ArmTally): CountedSplit[] {
  const routed = routedCounts(tally);
  if (test.kind === 'share') return [{ split: test.split, counts: routed }];
  // A failed answer of one of several versions is of unknown version here: it is not counted by name.
  const { stable, canary, named, unidentified, failed } = tally;
  return test.splits.map((split, index) => {
    const own = named[index] ?? 0;
    return { split, counts: { canary: own, stable: stable + canary - own, unknown: unidentified + failed } };
  });
}
