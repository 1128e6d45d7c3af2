import { describe, expect, test } from 'vitest';
import { jointEvidence, jointLeakTest } from '../../src/statistics/joint-leak-test.js';
import { seeded } from './seeded.js';

const LEAK = { each: 0.1, all: 0.01 };
const ERROR_RATE = 0.01;

test.each([
  [1, 459],
  [2, 230],
  [5, 92],
  [10, 46],
  [12, 44],
  [30, 44],
])('%i kinds are asked %i times each', (kinds, requests) => {
  const { each, all } = jointLeakTest(kinds, LEAK, ERROR_RATE);
  expect(each.requestsWithoutLeak).toBe(requests);
  expect(all.requestsWithoutLeak).toBe(kinds * requests);
});

test('all kinds need so many responses: one with more does not stand in for one with fewer', () => {
  const joint = jointLeakTest(2, LEAK, ERROR_RATE);
  const of = (...proofs: number[]) =>
    jointEvidence(
      joint,
      proofs.map((one) => ({ proofs: one, unknown: 0 })),
    );
  expect(of(230, 230)).toBe(1);
  expect(of(229, 10_000)).toBeLessThan(1);
  expect(() => of(460)).toThrow('the test is of 2 kinds; got 1');
});

describe('the chance that kinds of request all pass without a leak, exactly', () => {
  /** It is missed when none of so many independent requests of each kind leaks. */
  function chanceToPass(leaks: readonly number[]): number {
    const { each } = jointLeakTest(leaks.length, LEAK, ERROR_RATE);
    return leaks.reduce((chance, leak) => chance * (1 - leak) ** each.requestsWithoutLeak, 1);
  }

  test('is at most the error rate where the mean leak is 1 %, however 1,000 random spreads of it lie (seed 7)', () => {
    const random = seeded(7);
    for (let spread = 0; spread < 1_000; spread++) {
      const kinds = 1 + Math.floor(random() * 20);
      // Powers make some kinds leak much and most of them little.
      const parts = Array.from({ length: kinds }, () => random() ** (1 + 20 * random()));
      const sum = parts.reduce((total, part) => total + part, 0);
      const leaks = parts.map((part) => Math.min(1, (part / sum) * kinds * LEAK.all));
      expect(chanceToPass(leaks)).toBeLessThanOrEqual(ERROR_RATE);
    }
  });

  test('is at most the error rate where one kind leaks 10 %', () => {
    for (const kinds of [1, 2, 5, 10, 12, 30])
      expect(chanceToPass([LEAK.each, ...Array.from({ length: kinds - 1 }, () => 0)])).toBeLessThanOrEqual(
        ERROR_RATE,
      );
  });

  test('is more than the error rate with one request of each kind fewer', () => {
    const { each } = jointLeakTest(12, LEAK, ERROR_RATE);
    expect((1 - LEAK.each) ** (each.requestsWithoutLeak - 1)).toBeGreaterThan(ERROR_RATE);
  });
});

describe('where a request may have leaked, exactly, over 2,000 rounds of two kinds', () => {
  const joint = jointLeakTest(2, LEAK, ERROR_RATE);

  /** The chance that two kinds are accepted together while so many of their requests may have leaked. */
  function chanceToAccept([first, second]: readonly [number, number]): number {
    let open = new Map([[0, 1]]);
    let accepted = 0;
    for (let round = 1; round <= 2_000; round++) {
      const next = new Map<number, number>();
      for (const [state, chance] of open)
        for (const one of [0, 1])
          for (const other of [0, 1]) {
            const unknown = [Math.floor(state / 100) + one, (state % 100) + other] as const;
            const part = chance * (one ? first : 1 - first) * (other ? second : 1 - second);
            const counts = unknown.map((count) => ({ proofs: round - count, unknown: count }));
            if (jointEvidence(joint, counts) >= 1) accepted += part;
            else
              next.set(100 * unknown[0] + unknown[1], (next.get(100 * unknown[0] + unknown[1]) ?? 0) + part);
          }
      open = new Map([...next].filter(([, chance]) => chance > 1e-12));
    }
    return accepted;
  }

  test.each([[[0.01, 0.01]], [[0.02, 0]], [[0.015, 0.005]], [[0.1, 0]]] as const)(
    'leaks of %j are accepted with a chance of at most 1 %%',
    (leaks) => {
      expect(chanceToAccept(leaks)).toBeLessThanOrEqual(ERROR_RATE);
    },
  );

  test('services that fail in one of a thousand requests are accepted in most runs all the same', () => {
    expect(chanceToAccept([0.001, 0.001])).toBeGreaterThan(0.9);
  });
});
