import type { Rule } from '../rule.js';
import { CRITICAL_VALUE, chiSquare } from './chi-square.js';
import { anyBatchPasses } from './fixed-batch.js';

/** Expected count of the version that gets least. */
const SMALLEST_EXPECTED_COUNT = 500;

/** grpc-go's weighted round robin check: 500 requests expected for the smaller share, then Pearson's test at 1 in 10^6. */
export const grpcGoChiSquare: Rule = {
  name: 'grpc-go CheckWeightedRoundRobinRPCs (χ², 1 in 10^6)',
  source: 'grpc/grpc-go, internal/testutils/roundrobin/roundrobin.go',
  admitsIgnorance: false,
  prepare({ share }) {
    const size = Math.ceil(SMALLEST_EXPECTED_COUNT / Math.min(share, 1 - share));
    return anyBatchPasses(
      { size, tries: 1 },
      (counts) => chiSquare(counts, share) < CRITICAL_VALUE.oneInAMillion,
    );
  },
};
