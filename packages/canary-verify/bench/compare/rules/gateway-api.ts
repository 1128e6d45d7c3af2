import type { Rule } from '../rule.js';
import { anyBatchPasses } from './fixed-batch.js';

const REQUESTS = 500;
const TOLERANCE = 0.05;

/**
 * Kubernetes Gateway API conformance: 500 requests; each backend must be hit, and its share must lie within 5 points.
 *
 * Both backends are checked, in the same floating-point arithmetic: at 10 %, 75 of 500 fail although they are 15 %,
 * because 0.9 - 0.85 comes out larger than 0.05.
 */
function gatewayApi(name: string, tries: number, made: Rule['made']): Rule {
  return {
    name,
    source:
      'kubernetes-sigs/gateway-api, conformance/utils/weight/weight.go (500 requests, ±0.05 per backend), ' +
      'conformance/tests/httproute-weight.go (up to 10 tries)',
    admitsIgnorance: false,
    isPart: made === null,
    made,
    prepare: ({ share }) =>
      anyBatchPasses({ size: REQUESTS, tries }, ({ canary, stable }) => {
        const allHit = canary > 0 && stable > 0;
        const canaryRight = Math.abs(canary / REQUESTS - share) <= TOLERANCE;
        const stableRight = Math.abs(stable / REQUESTS - (1 - share)) <= TOLERANCE;
        return allHit && canaryRight && stableRight;
      }),
  };
}

export const gatewayApiOneTry: Rule = gatewayApi('Gateway API conformance, one try', 1, null);
export const gatewayApiTenTries: Rule = gatewayApi('Gateway API conformance, as run (10 tries)', 10, {
  for: 'implementations of the Kubernetes Gateway API, with a known split of 70 to 30',
  requests: '500',
  tolerance: '± 5 points, every backend hit',
  tries: 'up to 10',
  share: 0.3,
});
