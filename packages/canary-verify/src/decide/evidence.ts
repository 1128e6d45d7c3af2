import type { Evidence } from '../options/progress.js';
import { leakEvidence } from '../statistics/leak-test.js';
import { evidenceFor } from '../statistics/split-evidence.js';
import { leakCounts } from '../tally/leak-counts.js';
import { countedSplits } from './counted-splits.js';
import type { ArmState } from './decide.js';

/** All versions must be inside, so the one that is furthest behind says how far a match is; one outside is enough. */
export function evidenceOf({ plan: { test, perConnection }, tally }: ArmState): Evidence {
  if (test.kind === 'only') {
    const { leaks, proofs, unknown } = leakCounts(tally, test.track);
    const counts = { proofs: Math.floor(proofs / perConnection), unknown };
    return { matches: leakEvidence(test.leak, counts), differs: leaks > 0 ? 1 : 0 };
  }
  const each = countedSplits(test, tally).map(({ split, counts }) => evidenceFor(split, counts));
  return {
    matches: Math.min(...each.map(({ inside }) => inside)),
    differs: Math.max(...each.map(({ outside }) => outside)),
  };
}
