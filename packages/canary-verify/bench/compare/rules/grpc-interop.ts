import type { Rule } from '../rule.js';
import { anyBatchPasses } from './fixed-batch.js';

/** Ten seconds at 100 requests a second. */
const REQUESTS = 1_000;

/** Of the expected count of each version. */
const RELATIVE_TOLERANCE = 0.05;

const ATTEMPTS = 10;

/**
 * gRPC's interop test of traffic splitting: 1,000 requests, each count within 5 % of what is expected; the first of ten
 * attempts that passes counts. It holds this against every instance; two versions are assumed here.
 */
export const grpcInterop: Rule = {
  name: 'gRPC xDS interop, as run (10 attempts)',
  source: 'grpc/grpc, tools/run_tests/run_xds_tests.py, test_traffic_splitting',
  admitsIgnorance: false,
  isPart: false,
  made: {
    for: 'gRPC clients against a traffic director, with a known split of 20 to 80',
    requests: '1,000',
    tolerance: '± 5 % of the expected count of each instance (here: of each version)',
    tries: 'up to 10',
    share: 0.2,
  },
  prepare({ share }) {
    const near = (count: number, expected: number) =>
      Math.abs(count - expected) <= expected * RELATIVE_TOLERANCE;
    return anyBatchPasses(
      { size: REQUESTS, tries: ATTEMPTS },
      ({ canary, stable }) => near(canary, REQUESTS * share) && near(stable, REQUESTS * (1 - share)),
    );
  },
};
