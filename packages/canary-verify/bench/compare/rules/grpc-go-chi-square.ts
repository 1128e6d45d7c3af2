import type { Rule } from '../rule.js';
import { afterAllAnswered } from './after-all-answered.js';
import { CRITICAL_VALUE, chiSquare } from './chi-square.js';
import { anyBatchPasses } from './fixed-batch.js';

/** Expected count of the version that gets least. */
const SMALLEST_EXPECTED_COUNT = 500;

/**
 * grpc-go's weighted round robin check: first all backends must answer; then 500 requests expected for the smaller share, and
 * Pearson's test at 1 in 10^6. It is not repeated.
 */
export const grpcGoChiSquare: Rule = {
  name: 'grpc-go CheckWeightedRoundRobinRPCs, as run (χ², 1 in 10^6)',
  source: 'grpc/grpc-go, internal/testutils/roundrobin/roundrobin.go',
  admitsIgnorance: false,
  isPart: false,
  made: {
    for: "grpc-go's balancers, in unit tests with addresses that the test has chosen",
    requests: '500 / the smallest share',
    tolerance: 'χ² at 1 in a million, every backend hit first',
    tries: '1',
    share: null,
  },
  prepare({ share }) {
    const size = Math.ceil(SMALLEST_EXPECTED_COUNT / Math.min(share, 1 - share));
    return afterAllAnswered(
      anyBatchPasses({ size, tries: 1 }, (counts) => chiSquare(counts, share) < CRITICAL_VALUE.oneInAMillion),
    );
  },
};
