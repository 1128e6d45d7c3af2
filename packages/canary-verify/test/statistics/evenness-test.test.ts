import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { showsUnevenness } from '../../src/statistics/evenness-test.js';
import { evidenceBehind, logEvidenceBehind, medianOf } from './evidence-behind.js';
import { seeded, shareOf } from './seeded.js';

const evidenceIn = (counts: readonly number[]) =>
  evidenceBehind((errorRate) => showsUnevenness(counts, errorRate));

/** Calls back with all counts that so many responses can leave, and how many sequences lead to them. */
function forAllCounts(
  replicas: number,
  responses: number,
  visit: (counts: number[], sequences: number) => void,
  before: number[] = [],
  sequences = 1,
): void {
  if (replicas === 1) {
    visit([...before, responses], sequences);
    return;
  }
  let ways = 1;
  for (let count = 0; count <= responses; count++) {
    forAllCounts(replicas - 1, responses - count, visit, [...before, count], sequences * ways);
    ways *= (responses - count) / (count + 1);
  }
}

test.each([
  { replicas: 2, responses: 60 },
  { replicas: 3, responses: 20 },
  { replicas: 4, responses: 10 },
])(
  'the bet is fair: over all sequences of $responses even responses of $replicas replicas its mean is 1',
  (given) => {
    let mean = 0;
    forAllCounts(given.replicas, given.responses, (counts, sequences) => {
      mean += sequences * given.replicas ** -given.responses * evidenceIn(counts);
    });
    expect(mean).toBeCloseTo(1, 9);
  },
);

const someCounts = fc.array(fc.nat(2000), { minLength: 2, maxLength: 40 });

test('even counts never alarm', () => {
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 100 }), fc.nat(1_000_000), (replicas, count) => {
      expect(showsUnevenness(new Array<number>(replicas).fill(count), 0.99)).toBe(false);
    }),
  );
});

test('the order of the counts does not matter', () => {
  const twoOrders = someCounts.chain((counts) =>
    fc.tuple(
      fc.constant(counts),
      fc.shuffledSubarray(counts, { minLength: counts.length, maxLength: counts.length }),
    ),
  );
  fc.assert(
    fc.property(twoOrders, ([counts, shuffled]) => {
      const logOf = (some: readonly number[]) =>
        logEvidenceBehind((errorRate) => showsUnevenness(some, errorRate));
      expect(Math.abs(logOf(counts) - logOf(shuffled))).toBeLessThan(1e-7);
    }),
  );
});

test('a smaller error rate never shows what a larger one does not', () => {
  fc.assert(
    fc.property(someCounts, (counts) => {
      expect(Number(showsUnevenness(counts, 0.001))).toBeLessThanOrEqual(
        Number(showsUnevenness(counts, 0.01)),
      );
    }),
  );
});

test('a single replica, or none, is not uneven', () => {
  expect(showsUnevenness([], 0.05)).toBe(false);
  expect(showsUnevenness([0], 0.05)).toBe(false);
  expect(showsUnevenness([1_000_000], 0.05)).toBe(false);
});

test('replicas without a response are not uneven', () => {
  expect(showsUnevenness([0, 0, 0], 0.05)).toBe(false);
});

const seed = 20260718;
let random = seeded(seed);
beforeEach(() => {
  random = seeded(seed);
});

/** Responses until unevenness is shown, looking after every 100; null when it is not within the budget. */
function responsesUntilUneven(
  parts: readonly number[],
  { errorRate, budget }: { errorRate: number; budget: number },
): number | null {
  const counts = parts.map(() => 0);
  for (let responses = 1; responses <= budget; responses++) {
    const replica = pick(parts);
    counts[replica] = (counts[replica] ?? 0) + 1;
    if (responses % 100 === 0 && showsUnevenness(counts, errorRate)) return responses;
  }
  return null;
}

/** One of the replicas, each as likely as its part. */
function pick(parts: readonly number[]): number {
  let left = random() * parts.reduce((sum, part) => sum + part, 0);
  const found = parts.findIndex((part) => {
    left -= part;
    return left < 0;
  });
  return found === -1 ? parts.length - 1 : found;
}

describe(`simulated runs over nine replicas (seed ${seed})`, () => {
  const even = new Array<number>(9).fill(1);

  test('even shares alarm in at most 5 % of 300 runs of 5,000 responses, give or take four standard errors', () => {
    const alarms = shareOf(300, () => responsesUntilUneven(even, { errorRate: 0.05, budget: 5000 }) !== null);
    expect(alarms).toBeLessThanOrEqual(0.05 + 4 * Math.sqrt((0.05 * 0.95) / 300));
  });

  test('a replica with half its part is found within 3,000 responses in 95 of 100 runs, and 1,000 in the median', () => {
    const uneven = [0.5, ...even.slice(1)];
    const runs = Array.from({ length: 100 }, () =>
      responsesUntilUneven(uneven, { errorRate: 0.01, budget: 10_000 }),
    );
    expect(medianOf(runs)).toBeLessThanOrEqual(1000);
    expect(runs.filter((found) => found !== null && found <= 3000).length).toBeGreaterThanOrEqual(95);
  });
});
