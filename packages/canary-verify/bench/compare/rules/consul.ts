import type { Rule } from '../rule.js';
import { anyBatchPasses } from './fixed-batch.js';

const REQUESTS = 100;
const TOLERATED_REQUESTS = 2;

/**
 * Consul's traffic-split assertion: 100 requests, every destination hit and within 2 requests of what is expected.
 *
 * It is repeated for 30 s, half a second apart, until one batch passes; 40 batches are assumed here.
 */
function consul(name: string, tries: number, made: Rule['made']): Rule {
  return {
    name,
    source:
      'hashicorp/consul, test-integ/topoutil/asserter_blankspace.go (100 requests, ±2, retried for 30 s)',
    admitsIgnorance: false,
    isPart: made === null,
    made,
    prepare({ share }) {
      const expected = Math.round(REQUESTS * share);
      return anyBatchPasses({ size: REQUESTS, tries }, ({ canary, stable }) => {
        const allHit = canary > 0 && stable > 0;
        const canaryRight = Math.abs(canary - expected) <= TOLERATED_REQUESTS;
        return allHit && canaryRight && Math.abs(stable - (REQUESTS - expected)) <= TOLERATED_REQUESTS;
      });
    },
  };
}

export const consulOneTry: Rule = consul('Consul topoutil, one batch', 1, null);
export const consulThirtySeconds: Rule = consul('Consul topoutil, as run (30 s, 40 batches assumed)', 40, {
  for: "Consul's service mesh, with known splits such as 90 to 10",
  requests: '100',
  tolerance: '± 2 requests, every destination hit',
  tries: 'for 30 s, until one passes',
  share: 0.1,
});
