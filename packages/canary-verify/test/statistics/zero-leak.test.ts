import { expect, test } from 'vitest';
import { leakBound, requestsWithoutLeak } from '../../src/statistics/zero-leak.js';

test.each([
  [0.1, 0.05, 29],
  [0.1, 0.01, 44],
  [0.01, 0.05, 299],
  [0.01, 0.01, 459],
  [0.01, 0.001, 688],
  [0.001, 0.01, 4603],
  [0.0001, 0.001, 69075],
])('a leak of %f is ruled out at error rate %f by %i responses', (leak, errorRate, responses) => {
  expect(requestsWithoutLeak(leak, errorRate)).toBe(responses);
  expect(leakBound(responses, errorRate)).toBeLessThan(leak);
  expect(leakBound(responses - 1, errorRate)).toBeGreaterThanOrEqual(leak);
});

test('nothing counted rules nothing out', () => expect(leakBound(0, 0.01)).toBe(1));
