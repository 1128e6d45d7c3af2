import { describe, expect, test } from 'vitest';
import { leakEvidence, leakTest } from '../../src/statistics/leak-test.js';

/** The exact chance that a rate of possible leaks is accepted within so many responses. */
function chanceToAccept(leak: number, errorRate: number, rate: number, horizon: number): number {
  const rule = leakTest(leak, errorRate);
  let open = new Map([[0, 1]]);
  let accepted = 0;
  for (let responses = 1; responses <= horizon; responses++) {
    const next = new Map<number, number>();
    for (const [unknown, chance] of open)
      for (const [more, part] of [
        [0, 1 - rate],
        [1, rate],
      ] as const) {
        const counts = { proofs: responses - unknown - more, unknown: unknown + more };
        if (leakEvidence(rule, counts) >= 1) accepted += chance * part;
        else next.set(counts.unknown, (next.get(counts.unknown) ?? 0) + chance * part);
      }
    open = new Map([...next].filter(([, chance]) => chance > 1e-12));
  }
  return accepted;
}

describe('computed exactly over 3,000 responses', () => {
  test.each([
    [0.01, 0.01],
    [0.02, 0.01],
    [0.01, 0.05],
    [0.05, 0.001],
  ])('possible leaks of %f are accepted with a chance of at most %f', (leak, errorRate) => {
    const chance = chanceToAccept(leak, errorRate, leak, 3_000);
    expect(chance).toBeLessThanOrEqual(errorRate);
    expect(chance).toBeGreaterThan(0.9 * errorRate);
  });

  test('a service that fails in one of a thousand requests is accepted in most runs all the same', () => {
    expect(chanceToAccept(0.01, 0.01, 0.001, 3_000)).toBeGreaterThan(0.9);
  });
});

test('without any doubt the usual number of responses is enough', () => {
  const rule = leakTest(0.01, 0.01);
  expect(rule.requestsWithoutLeak).toBe(459);
  expect(leakEvidence(rule, { proofs: 458, unknown: 0 })).toBeLessThan(1);
  expect(leakEvidence(rule, { proofs: 459, unknown: 0 })).toBe(1);
  expect(leakEvidence(rule, { proofs: 459, unknown: 1 })).toBeLessThan(1);
});

test('where rounding leaves nothing of the error rate, one more response is asked for', () => {
  // 0.5 after one response uses the whole error rate.
  expect(leakTest(0.5, 0.5).requestsWithoutLeak).toBe(2);
});
