import type { Evidence } from '../options/progress.js';
import { evidenceFor, type SplitTest } from '../statistics/split-test.js';
import type { ArmState } from './decide.js';

/** All versions must be inside, so the one that is furthest behind says how far a match is; one outside is enough. */
export function evidenceOf({ plan: { test, perConnection }, tally, decision }: ArmState): Evidence {
  const { canary, stable, named, unidentified, failed } = tally;
  if (test.kind === 'only') {
    const [right, leaks] = test.track === 'canary' ? [canary, stable] : [stable, canary];
    const enough = test.requestsWithoutLeak * perConnection;
    return { matches: Math.min(1, right / enough), differs: leaks > 0 ? 1 : 0 };
  }
  const splits: readonly SplitTest[] = test.kind === 'versions' ? test.splits : [test.split];
  const each = splits.map((split, index) => {
    const own = test.kind === 'versions' ? (named[index] ?? 0) : canary;
    const counts = { canary: own, stable: canary + stable - own, unknown: unidentified + failed };
    return evidenceFor(split, counts, decision.exclusions[index] ?? { upper: false, lower: false });
  });
  return {
    matches: Math.min(...each.map(({ inside }) => inside)),
    differs: Math.max(...each.map(({ outside }) => outside)),
  };
}
