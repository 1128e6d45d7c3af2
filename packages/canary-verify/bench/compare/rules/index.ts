import type { Rule } from '../rule.js';
import { canaryVerify } from './canary-verify.js';
import { consulOneTry, consulThirtySeconds } from './consul.js';
import { equivalenceTest } from './equivalence-test.js';
import { gatewayApiOneTry, gatewayApiTenTries } from './gateway-api.js';
import { grpcGoChiSquare } from './grpc-go-chi-square.js';
import { grpcInterop } from './grpc-interop.js';
import { grpcFirst, grpcFiveSigma, grpcFiveSigmaAsRun, grpcNow, grpcNowAsRun } from './grpc-tolerance.js';
import { istioOneTry, istioThirtySeconds } from './istio.js';
import { peekingAtFivePercent, peekingAtOnePercent } from './peeking-chi-square.js';

/** Every rule of the comparison, in the order of the tables. */
export const RULES: readonly Rule[] = [
  gatewayApiOneTry,
  gatewayApiTenTries,
  grpcFirst,
  grpcFiveSigma,
  grpcNow,
  grpcFiveSigmaAsRun,
  grpcNowAsRun,
  grpcInterop,
  grpcGoChiSquare,
  istioOneTry,
  istioThirtySeconds,
  consulOneTry,
  consulThirtySeconds,
  peekingAtFivePercent,
  peekingAtOnePercent,
  equivalenceTest,
  canaryVerify,
];
