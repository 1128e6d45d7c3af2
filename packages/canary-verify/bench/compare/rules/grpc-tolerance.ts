import type { Rule } from '../rule.js';
import { afterAllAnswered } from './after-all-answered.js';
import { anyBatchPasses } from './fixed-batch.js';

/** The tolerance of the tests that use the rule: `kErrorTolerance`, `errorTolerance`. */
const TOLERANCE = 0.05;

/** How many standard deviations the tolerance is to cover, and how many requests are sent on top. */
export interface IdealNumber {
  sigmas: number;
  extra: number;
}

/** `ComputeIdealNumRpcs`, with its order of operations. */
export function idealNumber({ sigmas, extra }: IdealNumber, share: number): number {
  return Math.ceil((share * (1 - share) * sigmas * sigmas) / TOLERANCE / TOLERANCE) + extra;
}

/**
 * gRPC xDS tests: enough requests for 5 points to be that many standard deviations, then both shares within 5 points.
 *
 * As run, the tests first wait until every backend has answered. They are not repeated.
 */
function grpcTolerance(name: string, source: string, number: IdealNumber): Rule {
  return {
    name,
    source,
    admitsIgnorance: false,
    isPart: true,
    made: null,
    prepare({ share }) {
      const size = idealNumber(number, share);
      return anyBatchPasses({ size, tries: 1 }, ({ canary, stable }) => {
        const canaryRight = Math.abs(canary / size - share) <= TOLERANCE;
        return canaryRight && Math.abs(stable / size - (1 - share)) <= TOLERANCE;
      });
    },
  };
}

/** The rule as its tests run it. */
function asRun(rule: Rule, requests: string): Rule {
  return {
    ...rule,
    name: `${rule.name}, as run`,
    isPart: false,
    made: {
      for: "gRPC's clients, with a known split of 75 to 25",
      requests,
      tolerance: '± 5 points, every backend hit first',
      tries: '1',
      share: 0.25,
    },
    prepare: (band) => afterAllAnswered(rule.prepare(band)),
  };
}

export const grpcFirst: Rule = grpcTolerance(
  'gRPC ComputeIdealNumRpcs, first version (3.89 σ)',
  'grpc/grpc, test/cpp/end2end/xds_end2end_test.cc',
  { sigmas: 3.89, extra: 0 },
);

export const grpcFiveSigma: Rule = grpcTolerance(
  'gRPC ComputeIdealNumRpcs, 5 σ',
  'grpc/grpc, test/cpp/end2end/xds/xds_end2end_test_lib.h',
  { sigmas: 5, extra: 0 },
);

export const grpcNow: Rule = grpcTolerance(
  'gRPC ComputeIdealNumRpcs, now (5 σ + 1,000)',
  'grpc/grpc, test/cpp/end2end/xds/xds_end2end_test_lib.h; grpc/grpc-go, balancer/ringhash/ringhash_e2e_test.go',
  { sigmas: 5, extra: 1000 },
);

export const grpcFiveSigmaAsRun: Rule = asRun(grpcFiveSigma, 'as many as make 5 points 5 σ');
export const grpcNowAsRun: Rule = asRun(grpcNow, 'as many as make 5 points 5 σ, and 1,000');
