import type { Rule } from '../rule.js';
import { anyBatchPasses } from './fixed-batch.js';

const REQUESTS = 100;
const TOLERATED_CALLS = 10;

/**
 * Istio's traffic-shifting test: 100 calls, each destination within 10 calls of what is expected.
 *
 * It is repeated for 30 s until one batch passes. How many batches fit depends on the machine; 20 are assumed here.
 */
function istio(name: string, tries: number, made: Rule['made']): Rule {
  return {
    name,
    source:
      'istio/istio, tests/integration/pilot/common/routing.go (100 calls, ±10), ' +
      'pkg/test/framework/components/echo/calloptions.go (30 s, the first passing batch counts)',
    admitsIgnorance: false,
    isPart: made === null,
    made,
    prepare({ share }) {
      const expected = Math.round(REQUESTS * share);
      return anyBatchPasses({ size: REQUESTS, tries }, ({ canary, stable }) => {
        const canaryRight = Math.abs(canary - expected) <= TOLERATED_CALLS;
        return canaryRight && Math.abs(stable - (REQUESTS - expected)) <= TOLERATED_CALLS;
      });
    },
  };
}

export const istioOneTry: Rule = istio('Istio traffic shifting, one batch', 1, null);
export const istioThirtySeconds: Rule = istio(
  'Istio traffic shifting, as run (30 s, 20 batches assumed)',
  20,
  {
    for: "Istio's own proxies, with known splits such as 80 to 20",
    requests: '100',
    tolerance: '± 10 requests, every response a success',
    tries: 'for 30 s, until one passes',
    share: 0.2,
  },
);
