import { beforeEach, describe, expect, test } from 'vitest';
import {
  answerOdds,
  BATCH,
  type OddsAnswer,
  type OddsTest,
  observe,
  oddsEvidence,
} from '../../src/statistics/odds-test.js';
import { meanOf, seeded, shareOf } from './seeded.js';

const plan: OddsTest = { errorRate: 0.01, worstRatio: 4 };

/** What is true: canary share, and the error rate of each version after so many responses. */
interface Truth {
  share: number;
  canary: (responses: number) => number;
  stable: (responses: number) => number;
}

/** Responses until the answer is given, or null when it is not within the budget. */
function responsesUntil(answer: OddsAnswer, plan: OddsTest, truth: Truth, budget: number): number | null {
  const evidence = oddsEvidence(plan);
  for (let responses = 1; responses <= budget; responses++) {
    const track = random() < truth.share ? 'canary' : 'stable';
    observe(evidence, track, random() < truth[track](responses));
    if (responses % BATCH === 0 && answerOdds(plan, evidence) === answer) return responses;
  }
  return null;
}

const seed = 20260718;
let random = seeded(seed);
beforeEach(() => {
  random = seeded(seed);
});

/** The error rate at which the odds are so many times as high. */
const timesTheOdds = (ratio: number, rate: number) => (ratio * rate) / (1 - rate + ratio * rate);

describe(`simulated runs (seed ${seed})`, () => {
  // The expected means are reference figures, each the mean of 100 runs.
  test.each([
    { share: 0.1, canary: 0.05, stable: 0.01, mean: 1754 },
    { share: 0.1, canary: 0.02, stable: 0.001, mean: 2030 },
    { share: 0.1, canary: 0.5, stable: 0.01, mean: 99 },
    { share: 0.1, canary: 1, stable: 0, mean: 55 },
    { share: 0.5, canary: 0.05, stable: 0.01, mean: 740 },
  ])('$canary errors against $stable, canary share $share: worse after about $mean responses', (given) => {
    const truth = { share: given.share, canary: () => given.canary, stable: () => given.stable };
    const mean = meanOf(500, () => responsesUntil('worse', plan, truth, 100_000) ?? Number.NaN);
    expect(mean).toBeGreaterThan(given.mean * 0.75);
    expect(mean).toBeLessThan(given.mean * 1.25);
  });

  test('1 % errors on both versions: not four times as bad after about 4,000 responses', () => {
    const truth = { share: 0.1, canary: () => 0.01, stable: () => 0.01 };
    const mean = meanOf(200, () => responsesUntil('no worse', plan, truth, 100_000) ?? Number.NaN);
    expect(mean).toBeGreaterThan(3000);
    expect(mean).toBeLessThan(5000);
  });

  const lenient = { errorRate: 0.05, worstRatio: 2 };
  const steady = () => 0.01;
  const jumping = (responses: number) => (Math.ceil(responses / (10 * BATCH)) % 2 === 0 ? 0.1 : 0.01);
  test.each([
    { name: 'a steady error rate', rate: steady },
    { name: 'an error rate that jumps tenfold every ten batches', rate: jumping },
  ])('$name: wrong answers in at most 5 % of 300 runs', ({ rate }) => {
    const alike = { share: 0.1, canary: rate, stable: rate };
    const twice = { ...alike, canary: (responses: number) => timesTheOdds(2, rate(responses)) };
    const wrong = (answer: OddsAnswer, truth: Truth) =>
      shareOf(300, () => responsesUntil(answer, lenient, truth, 10_000) !== null);
    expect(wrong('worse', alike)).toBeLessThanOrEqual(0.05);
    expect(wrong('no worse', twice)).toBeLessThanOrEqual(0.05);
  });
});
