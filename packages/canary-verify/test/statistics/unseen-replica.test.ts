import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { showsUnseen } from '../../src/statistics/unseen-replica.js';

type Question = Parameters<typeof showsUnseen>[0];

function fewestResponses(question: Question): number {
  let responses = 0;
  while (responses < 1_000_000 && !showsUnseen(question, responses)) responses++;
  return responses;
}

/** The chance that one of so many equal replicas is not among so many responses, by inclusion and exclusion. */
function chanceOfUnseen(replicas: number, responses: number): number {
  let ways = 1;
  let chance = 0;
  for (let missing = 1; missing < replicas; missing++) {
    ways *= (replicas - missing + 1) / missing;
    chance += (missing % 2 === 1 ? 1 : -1) * ways * (1 - missing / replicas) ** responses;
  }
  return chance;
}

const errorRates = [0.05, 0.01, 0.001];

const reference: [replicas: number, responses: number[]][] = [
  [2, [6, 8, 11]],
  [3, [11, 15, 20]],
  [5, [21, 28, 39]],
  [10, [51, 66, 88]],
  [20, [117, 149, 194]],
  [50, [341, 422, 536]],
  [100, [754, 916, 1146]],
];
const cases = reference.flatMap(([replicas, row]) =>
  errorRates.map((errorRate, column) => ({ replicas, errorRate, exact: row[column] ?? Number.NaN })),
);

describe.each(cases)(
  '$replicas equal replicas at error rate $errorRate',
  ({ replicas, errorRate, exact }) => {
    const fewest = fewestResponses({ replicas, share: 1 / replicas, errorRate });

    // The reference counts exactly. The module adds up the chances of each replica instead: never fewer, and hardly more.
    test(`a replica is shown to be unseen after ${exact} responses, or up to three more`, () => {
      expect(fewest).toBeGreaterThanOrEqual(exact);
      expect(fewest).toBeLessThanOrEqual(exact + 3);
    });

    test('the reference is the first number at which missing one is rare enough', () => {
      expect(chanceOfUnseen(replicas, exact)).toBeLessThanOrEqual(errorRate);
      expect(chanceOfUnseen(replicas, exact - 1)).toBeGreaterThan(errorRate);
    });
  },
);

const replicas = fc.integer({ min: 2, max: 200 });
const errorRate = fc.constantFrom(...errorRates);

test('the test for unseen replicas is wrong at most as often as it says, and not much less', () => {
  fc.assert(
    fc.property(replicas, errorRate, (count, rate) => {
      const share = 1 / count;
      const fewest = fewestResponses({ replicas: count, share, errorRate: rate });
      expect(count * (1 - share) ** fewest).toBeLessThanOrEqual(rate * (1 + 1e-9));
      expect(count * (1 - share) ** (fewest - 1)).toBeGreaterThan(rate * (1 - 1e-9));
    }),
  );
});

test('a smaller share, more replicas or a smaller error rate never need fewer responses', () => {
  fc.assert(
    fc.property(replicas, errorRate, fc.double({ min: 0.1, max: 1, noNaN: true }), (count, rate, part) => {
      const fewest = fewestResponses({ replicas: count, share: 1 / count, errorRate: rate });
      const than = (question: Partial<Question>) =>
        fewestResponses({ replicas: count, share: 1 / count, errorRate: rate, ...question });
      expect(than({ share: part / count })).toBeGreaterThanOrEqual(fewest);
      expect(than({ replicas: count + 1 })).toBeGreaterThanOrEqual(fewest);
      expect(than({ errorRate: rate * part })).toBeGreaterThanOrEqual(fewest);
    }),
    { numRuns: 50 },
  );
});

test('an unseen replica stays shown when more responses come', () => {
  fc.assert(
    fc.property(replicas, errorRate, fc.nat(10_000), (count, rate, more) => {
      const question = { replicas: count, share: 1 / count, errorRate: rate };
      expect(showsUnseen(question, fewestResponses(question) + more)).toBe(true);
    }),
  );
});

test('the only replica is shown to be unseen by the first response without it', () => {
  const only = { replicas: 1, share: 1, errorRate: 0.01 };
  expect(showsUnseen(only, 0)).toBe(false);
  expect(showsUnseen(only, 1)).toBe(true);
});
