import { describe, expect, test } from 'vitest';
import { exceedsLimit, limitTest } from '../../src/statistics/limit-test.js';

/** How many requests in a row must fail before the limit is shown to be exceeded. */
function failuresNeeded(limit: number): number {
  const limits = limitTest(limit, 0.01);
  for (let failures = 1; failures < 1000; failures++)
    if (exceedsLimit(limits, failures, failures)) return failures;
  return Number.POSITIVE_INFINITY;
}

describe('nothing but failures', () => {
  test.each([
    [0, 1],
    [0.01, 10],
    [0.5, 10],
    [1, Number.POSITIVE_INFINITY],
  ])('a limit of %f is exceeded after %f', (limit, failures) => expect(failuresNeeded(limit)).toBe(failures));
});

test('just as many failures as allowed never exceed the limit', () => {
  const limits = limitTest(0.01, 0.01);
  for (let requests = 100; requests <= 100_000; requests += 100)
    expect(exceedsLimit(limits, requests / 100, requests)).toBe(false);
});

test('at the limit, the chance of ever exceeding it is at most the error rate, computed exactly', () => {
  const limits = limitTest(0.05, 0.01);
  let open = new Map([[0, 1]]);
  let exceeded = 0;
  for (let requests = 1; requests <= 3000; requests++) {
    const next = new Map<number, number>();
    for (const [hits, chance] of open)
      for (const [more, probability] of [
        [0, 0.95],
        [1, 0.05],
      ] as const) {
        if (exceedsLimit(limits, hits + more, requests)) exceeded += chance * probability;
        else next.set(hits + more, (next.get(hits + more) ?? 0) + chance * probability);
      }
    open = next;
  }
  expect(exceeded).toBeGreaterThan(0.0001);
  expect(exceeded).toBeLessThanOrEqual(0.01);
});
