import fc from 'fast-check';
import { expect, test } from 'vitest';
import { shareOfWeights, weightsForShare } from '../../src/share/choose-weights.js';

test.each([
  [{ stable: 9, canary: 1 }, 0.1, { stable: 1, canary: 1 }],
  [{ stable: 9, canary: 1 }, 0.01, { stable: 11, canary: 1 }],
  [{ stable: 4, canary: 4 }, 0.25, { stable: 3, canary: 1 }],
  [{ stable: 1, canary: 9 }, 0.5, { stable: 9, canary: 1 }],
  [{ stable: 9, canary: 1 }, 0, { stable: 1, canary: 0 }],
  [{ stable: 9, canary: 1 }, 1, { stable: 0, canary: 1 }],
])('%j at %d: %j', (ready, share, weights) => {
  expect(weightsForShare(ready, share)).toEqual(weights);
});

test('no other weights are nearer, and none are out of range', () => {
  const ready = fc.record({
    stable: fc.integer({ min: 1, max: 30 }),
    canary: fc.integer({ min: 1, max: 30 }),
  });
  const shares = fc.integer({ min: 1, max: 9_999 }).map((count) => count / 10_000);
  const weight = fc.integer({ min: 1, max: 256 });
  fc.assert(
    fc.property(ready, shares, fc.record({ stable: weight, canary: weight }), (ready, share, other) => {
      const weights = weightsForShare(ready, share);
      const away = (one: typeof other) => Math.abs(shareOfWeights(ready, one) - share);
      expect(away(weights)).toBeLessThanOrEqual(away(other) + 1e-5);
      for (const one of Object.values(weights)) {
        expect(one).toBeGreaterThanOrEqual(1);
        expect(one).toBeLessThanOrEqual(256);
      }
    }),
  );
});
