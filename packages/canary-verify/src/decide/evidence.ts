import type { Evidence } from '../options/progress.js';
import { evidenceFor } from '../statistics/split-evidence.js';
import type { SplitTest } from '../statistics/split-test.js';
import type { ArmState } from './decide.js';

/** All versions must be inside, so the one that is furthest behind says how far a match is; one outside is enough. */
export function evidenceOf({ plan: { test }, tally }: ArmState): Evidence {
  const { canary, stable, named, unidentified, failed } = tally;
  if (test.kind === 'only') {
    const [right, leaks] = test.track === 'canary' ? [canary, stable] : [stable, canary];
    return { matches: Math.min(1, right / test.requestsWithoutLeak), differs: leaks > 0 ? 1 : 0 };
  }
  const splits: readonly SplitTest[] = test.kind === 'versions' ? test.splits : [test.split];
  const each = splits.map((split, index) => {
    const own = test.kind === 'versions' ? (named[index] ?? 0) : canary;
    const counts = { canary: own, stable: canary + stable - own, unknown: unidentified + failed };
    return evidenceFor(split, counts);
  });
  return {
    matches: Math.min(...each.map(({ inside }) => inside)),
    differs: Math.max(...each.map(({ outside }) => outside)),
  };
}
