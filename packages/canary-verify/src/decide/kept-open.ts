import type { Expectation } from '../options/expectation.js';
import { excludedBoundaries } from '../statistics/answer-split.js';
import { leakEvidence } from '../statistics/leak-test.js';
import { leakCounts } from '../tally/leak-counts.js';
import { type CountedSplit, countedSplits } from './counted-splits.js';
import type { ArmState } from './decide.js';

/** What requests of unknown version do to an arm that is still open. */
export interface KeptOpen {
  /** Failed requests, and responses without a version. */
  unknown: number;
  /** Without them the arm would have matched: `more` requests may still decide, or `never` while so many fail. */
  keptOpen: 'more' | 'never' | null;
}

/** Finds out whether it is failures that keep an arm open. */
export function keptOpen(arm: ArmState): KeptOpen {
  const { plan, tally } = arm;
  const { test } = plan;
  if (test.kind === 'only') {
    const { proofs, unknown } = leakCounts(tally, test.track);
    const without = leakEvidence(test.leak, { proofs, unknown: 0 }) >= 1;
    if (unknown === 0 || !without) return { unknown, keptOpen: null };
    const { expectation } = plan.arm;
    const leak = expectation.kind === 'only' ? leakOf(expectation, test.joint?.kinds ?? 1) : 0;
    return { unknown, keptOpen: unknown >= leak * (unknown + proofs) ? 'never' : 'more' };
  }
  const splits = countedSplits(test, tally);
  const unknown = splits[0]?.counts.unknown ?? 0;
  if (unknown === 0) return { unknown, keptOpen: null };
  const without = splits.every(({ split, counts }) => {
    const { upper, lower } = excludedBoundaries(split, { ...counts, unknown: 0 });
    return upper && lower;
  });
  if (!without) return { unknown, keptOpen: null };
  return { unknown, keptOpen: splits.some(reachesOut) ? 'never' : 'more' };
}

/** The part of the arm's requests that may not be of unknown version; alone it may have the leak of all that are shown together. */
function leakOf({ leak, together }: Extract<Expectation, { kind: 'only' }>, kinds: number): number {
  return together === null ? leak : Math.min(leak, together * kinds);
}

/** Whether the share could lie outside, were all unknown responses of one version: then more of the same decides nothing. */
function reachesOut({ split: { low, high, mirrored }, counts }: CountedSplit): boolean {
  const least = mirrored ? counts.stable : counts.canary;
  const all = counts.canary + counts.stable + counts.unknown;
  return least <= low * all || least + counts.unknown >= high * all;
}
