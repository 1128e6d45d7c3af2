import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Batch, logLikelihoodRatio } from '../../src/statistics/odds-batch.js';
import {
  answerOdds,
  BATCH,
  type OddsTest,
  observe,
  oddsEvidence,
  oddsRatio,
  WORSE_RATIOS,
} from '../../src/statistics/odds-test.js';

const plan: OddsTest = { errorRate: 0.01, worstRatio: 4 };

test('counting one by one gives what the batches give, whatever the order within a batch', () => {
  const response = fc.record({ canary: fc.boolean(), bad: fc.boolean() });
  fc.assert(
    fc.property(fc.array(response, { minLength: 0, maxLength: 260 }), (responses) => {
      const evidence = oddsEvidence(plan);
      const backwards = oddsEvidence(plan);
      const expected = { worse16: 0, noWorse: 0 };
      for (let start = 0; start + BATCH <= responses.length; start += BATCH) {
        const batch = { canary: 0, stable: 0, badCanary: 0, badStable: 0 };
        const part = responses.slice(start, start + BATCH);
        for (const { canary, bad } of part) {
          observe(evidence, canary ? 'canary' : 'stable', bad);
          batch[canary ? 'canary' : 'stable']++;
          if (bad) batch[canary ? 'badCanary' : 'badStable']++;
        }
        for (const { canary, bad } of part.reverse()) observe(backwards, canary ? 'canary' : 'stable', bad);
        expected.worse16 += logLikelihoodRatio(batch, 16);
        expected.noWorse -= logLikelihoodRatio(batch, 4);
      }
      expect(evidence.logWorse[3]).toBeCloseTo(expected.worse16, 9);
      expect(evidence.logNoWorse).toBeCloseTo(expected.noWorse, 9);
      expect(backwards).toEqual(evidence);
    }),
  );
});

test('an open batch is no evidence yet, and leaves nothing behind when it is closed', () => {
  const evidence = oddsEvidence(plan);
  for (let i = 1; i < BATCH; i++) observe(evidence, i <= 5 ? 'canary' : 'stable', i <= 5);
  expect(answerOdds(plan, evidence)).toBe('undecided');
  observe(evidence, 'stable', false);
  expect(answerOdds(plan, evidence)).toBe('worse');
  expect(evidence.open).toEqual({ canary: 0, stable: 0, badCanary: 0, badStable: 0 });
});

describe('which version is the worse one', () => {
  const feed = (batch: Batch, batches: number) => {
    const evidence = oddsEvidence(plan);
    for (let i = 0; i < batches; i++) {
      for (let k = 0; k < batch.canary; k++) observe(evidence, 'canary', k < batch.badCanary);
      for (let k = 0; k < batch.stable; k++) observe(evidence, 'stable', k < batch.badStable);
    }
    return evidence;
  };

  test('errors on the canary only make it worse, errors on the stable version only make it no worse', () => {
    const onCanary = feed({ canary: 10, stable: 40, badCanary: 3, badStable: 0 }, 10);
    expect(answerOdds(plan, onCanary)).toBe('worse');
    expect(oddsRatio(onCanary)).toBeNull();
    const onStable = feed({ canary: 10, stable: 40, badCanary: 0, badStable: 3 }, 10);
    expect(answerOdds(plan, onStable)).toBe('no worse');
    expect(oddsRatio(onStable)).toBe(0);
  });

  test('the threshold is the error rate, for both answers', () => {
    for (const batch of [
      { canary: 10, stable: 40, badCanary: 3, badStable: 2 },
      { canary: 10, stable: 40, badCanary: 0, badStable: 9 },
    ]) {
      const evidence = feed(batch, 3);
      const answer = batch.badCanary > 0 ? 'worse' : 'no worse';
      const mean = evidence.logWorse.reduce((sum, log) => sum + Math.exp(log), 0) / WORSE_RATIOS.length;
      const needed = answer === 'worse' ? mean : Math.exp(evidence.logNoWorse);
      expect(needed).toBeGreaterThan(1);
      expect(answerOdds({ ...plan, errorRate: 1.001 / needed }, evidence)).toBe(answer);
      expect(answerOdds({ ...plan, errorRate: 0.999 / needed }, evidence)).toBe('undecided');
    }
  });

  test('the effect size is the Mantel-Haenszel odds ratio: 1 within equal batches, inverted when the versions are swapped', () => {
    // Two batches: (2 * 36 + 1 * 28) / 50 over (8 * 4 + 19 * 2) / 50.
    const evidence = feed({ canary: 10, stable: 40, badCanary: 2, badStable: 4 }, 1);
    for (let k = 0; k < 20; k++) observe(evidence, 'canary', k < 1);
    for (let k = 0; k < 30; k++) observe(evidence, 'stable', k < 2);
    expect(oddsRatio(evidence)).toBeCloseTo(100 / 70, 12);
    expect(oddsRatio(feed({ canary: 10, stable: 40, badCanary: 2, badStable: 8 }, 3))).toBeCloseTo(1, 12);
    const one = oddsRatio(feed({ canary: 10, stable: 40, badCanary: 3, badStable: 4 }, 2)) ?? 0;
    const other = oddsRatio(feed({ canary: 40, stable: 10, badCanary: 4, badStable: 3 }, 2)) ?? 0;
    expect(one * other).toBeCloseTo(1, 12);
    expect(oddsRatio(oddsEvidence(plan))).toBeNull();
  });

  test('very much evidence stays finite', () => {
    const evidence = feed({ canary: 25, stable: 25, badCanary: 25, badStable: 0 }, 10_000);
    expect(answerOdds(plan, evidence)).toBe('worse');
    for (const log of [...evidence.logWorse, evidence.logNoWorse]) expect(Number.isFinite(log)).toBe(true);
  });
});
