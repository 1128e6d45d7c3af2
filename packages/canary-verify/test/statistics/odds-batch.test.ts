import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Batch, isUninformative, logLikelihoodRatio } from '../../src/statistics/odds-batch.js';
import {
  BATCH,
  type OddsEvidence,
  type OddsTest,
  observe,
  oddsEvidence,
  WORSE_RATIOS,
} from '../../src/statistics/odds-test.js';

const plan: OddsTest = { errorRate: 0.01, worstRatio: 4 };

interface Totals {
  canary: number;
  stable: number;
  bad: number;
}

/** Binomial coefficient, exactly, by its product. */
function choose(n: number, k: number): bigint {
  if (k < 0 || k > n) return 0n;
  let result = 1n;
  for (let i = 1; i <= k; i++) result = (result * BigInt(n - k + i)) / BigInt(i);
  return result;
}

/** Probability of every table with these totals at a whole odds ratio, from exact integers. */
function tables({ canary, stable, bad }: Totals, ratio: number): { batch: Batch; probability: number }[] {
  const weights: bigint[] = [];
  for (let x = 0; x <= bad; x++) {
    weights.push(choose(canary, x) * choose(stable, bad - x) * BigInt(ratio) ** BigInt(x));
  }
  const all = weights.reduce((sum, weight) => sum + weight, 0n);
  return weights.flatMap((weight, x) => {
    if (weight === 0n) return [];
    return {
      batch: { canary, stable, badCanary: x, badStable: bad - x },
      probability: fraction(weight, all),
    };
  });
}

/** a / b to the digits of a double, for integers that would not fit in one. */
function fraction(a: bigint, b: bigint): number {
  return Number((a * 10n ** 400n) / b / 10n ** 100n) / 1e300;
}

/** Evidence after one full batch with this table. */
function evidenceOf(batch: Batch): OddsEvidence {
  const evidence = oddsEvidence(plan);
  for (let i = 0; i < batch.canary; i++) observe(evidence, 'canary', i < batch.badCanary);
  for (let i = 0; i < batch.stable; i++) observe(evidence, 'stable', i < batch.badStable);
  return evidence;
}

const fullBatch = fc
  .record({ canary: fc.integer({ min: 0, max: BATCH }), bad: fc.integer({ min: 0, max: BATCH }) })
  .map(({ canary, bad }) => ({ canary, stable: BATCH - canary, bad }));
const anyBatch = fc
  .record({ canary: fc.nat(50), stable: fc.nat(50), percent: fc.nat(100) })
  .map(({ canary, stable, percent }) => ({
    canary,
    stable,
    bad: Math.round((percent / 100) * (canary + stable)),
  }));

/** Mean of the e-value of one batch when the odds ratio is `ratio` in truth. */
function meanEvidence(totals: Totals, ratio: number, log: (evidence: OddsEvidence) => number): number {
  return tables(totals, ratio).reduce(
    (sum, { batch, probability }) => sum + probability * Math.exp(log(evidenceOf(batch))),
    0,
  );
}

describe('one batch', () => {
  test('the e-values of "worse" have mean 1 when there is no difference', () => {
    fc.assert(
      fc.property(fullBatch, (totals) => {
        for (const i of WORSE_RATIOS.keys()) {
          expect(meanEvidence(totals, 1, ({ logWorse }) => logWorse[i] ?? Number.NaN)).toBeCloseTo(1, 9);
        }
      }),
    );
  });

  test('the e-value of "no worse" has mean 1 at the worst ratio, and at most 1 above', () => {
    fc.assert(
      fc.property(fullBatch, fc.integer({ min: 4, max: 200 }), (totals, ratio) => {
        expect(meanEvidence(totals, 4, ({ logNoWorse }) => logNoWorse)).toBeCloseTo(1, 9);
        expect(meanEvidence(totals, ratio, ({ logNoWorse }) => logNoWorse)).toBeLessThanOrEqual(1 + 1e-9);
      }),
    );
  });

  test('the e-values of "worse" have a mean of at most 1 when the canary is better', () => {
    fc.assert(
      fc.property(fullBatch, fc.integer({ min: 2, max: 200 }), (totals, better) => {
        // The canary is better by a whole factor: the same table with the versions swapped.
        const swapped = { canary: totals.stable, stable: totals.canary, bad: totals.bad };
        for (const i of WORSE_RATIOS.keys()) {
          const mean = tables(swapped, better).reduce((sum, { batch, probability }) => {
            const seen = {
              canary: batch.stable,
              stable: batch.canary,
              badCanary: batch.badStable,
              badStable: batch.badCanary,
            };
            return sum + probability * Math.exp(evidenceOf(seen).logWorse[i] ?? Number.NaN);
          }, 0);
          expect(mean).toBeLessThanOrEqual(1 + 1e-9);
        }
      }),
    );
  });

  test('the likelihood ratio of a batch agrees with exact integers, for totals of any size up to 100', () => {
    fc.assert(
      fc.property(anyBatch, fc.constantFrom(2, 4, 16, 1000), (totals, ratio) => {
        const alike = tables(totals, 1);
        const different = tables(totals, ratio);
        for (const [i, { batch, probability }] of alike.entries()) {
          const exact = Math.log(different[i]?.probability ?? Number.NaN) - Math.log(probability);
          if (Number.isFinite(exact)) expect(logLikelihoodRatio(batch, ratio)).toBeCloseTo(exact, 8);
        }
      }),
    );
  });

  test('hand-computed: 2 canary and 2 stable responses, 2 bad ones, both on the canary, odds ratio 2', () => {
    // h = 1/6, 4/6, 1/6 and 1 + 4 * 2 + 4 = 13 parts: (4/13) / (1/6) = 24/13.
    const batch = { canary: 2, stable: 2, badCanary: 2, badStable: 0 };
    expect(logLikelihoodRatio(batch, 2)).toBeCloseTo(Math.log(24 / 13), 12);
  });

  test('adds nothing without bad responses, with bad ones only, or with one version only', () => {
    for (const batch of [
      { canary: 5, stable: 45, badCanary: 0, badStable: 0 },
      { canary: 5, stable: 45, badCanary: 5, badStable: 45 },
      { canary: 50, stable: 0, badCanary: 7, badStable: 0 },
      { canary: 0, stable: 50, badCanary: 0, badStable: 7 },
    ]) {
      expect(isUninformative(batch)).toBe(true);
      expect(logLikelihoodRatio(batch, 16)).toBe(0);
      expect(evidenceOf(batch)).toEqual(oddsEvidence(plan));
    }
  });
});
