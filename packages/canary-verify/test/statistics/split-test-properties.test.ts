import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  answerSplit,
  excludesLower,
  excludesUpper,
  showsAbove,
  showsBelow,
} from '../../src/statistics/answer-split.js';
import { type Band, type DiffersBeyond, splitTest } from '../../src/statistics/split-test.js';

const bands = fc
  .tuple(fc.double({ min: 0.001, max: 0.999, noNaN: true }), fc.double({ min: 0.05, max: 0.95, noNaN: true }))
  .map(([share, part]): Band => ({ share, tolerance: part * Math.min(share, 1 - share) }));
const rules = fc.record({
  errorRate: fc.constantFrom(0.05, 0.01, 0.001),
  differsBeyond: fc.constantFrom<DiffersBeyond>('tolerance', 'half', 'share'),
});
const counts = fc.tuple(fc.nat(5_000), fc.nat(5_000));
/** A test takes some 20 ms to prepare. */
const FEW = { numRuns: 30 };

describe('whatever the band, the rule and the counts', () => {
  test('a canary response in place of a stable one speaks for a larger share, never against it', () => {
    fc.assert(
      fc.property(bands, rules, counts, (band, rule, [canary, stable]) => {
        fc.pre(stable > 0);
        const split = splitTest(band, rule);
        const [more, less] = [[canary + 1, stable - 1] as const, [canary, stable] as const];
        for (const large of [excludesLower, showsAbove])
          expect(large(split, ...more) || !large(split, ...less)).toBe(true);
        for (const small of [excludesUpper, showsBelow])
          expect(small(split, ...less) || !small(split, ...more)).toBe(true);
      }),
      FEW,
    );
  });

  test('a share and its complement get the same answer', () => {
    fc.assert(
      fc.property(bands, rules, counts, fc.nat(20), (band, rule, [canary, stable], unknown) => {
        // Exactly representable complements: else 1 - share says another thing than share.
        const exact = { share: Math.round(band.share * 2 ** 20) / 2 ** 20, tolerance: band.tolerance / 2 };
        fc.pre(exact.tolerance < Math.min(exact.share, 1 - exact.share));
        const one = answerSplit(splitTest(exact, rule), { canary, stable, unknown });
        const mirrored = splitTest({ ...exact, share: 1 - exact.share }, rule);
        expect(answerSplit(mirrored, { canary: stable, stable: canary, unknown })).toBe(one);
      }),
      FEW,
    );
  });

  test('a count inside stays inside whatever the responses until the next look are', () => {
    const split = splitTest(
      { share: 0.01, tolerance: 0.005 },
      { errorRate: 0.01, differsBeyond: 'tolerance' },
    );
    const { lookEvery, horizon } = split.region ?? { lookEvery: 0, horizon: 0 };
    expect(lookEvery).toBeGreaterThan(5);
    const late = fc.integer({ min: Math.ceil(horizon / 2), max: horizon });
    fc.assert(
      fc.property(late, fc.integer({ min: -5, max: 5 }), fc.nat(lookEvery), (responses, beside, more) => {
        const canary = Math.round(responses / 100) + beside;
        const inside = answerSplit(split, { canary, stable: responses - canary, unknown: 0 });
        fc.pre(inside === 'inside');
        const next = Math.ceil(responses / lookEvery) * lookEvery;
        const canaries = canary + Math.min(more, next - responses);
        expect(answerSplit(split, { canary: canaries, stable: next - canaries, unknown: 0 })).toBe('inside');
      }),
      FEW,
    );
  });

  // Not so beyond half of the tolerance or the share itself: there a share inside the tolerance may differ at first.
  test('more of the same evidence never turns an answer into the other one', () => {
    const beyondTolerance = rules.map((rule) => ({ ...rule, differsBeyond: 'tolerance' as const }));
    fc.assert(
      fc.property(
        bands,
        beyondTolerance,
        counts,
        fc.integer({ min: 2, max: 10 }),
        (band, rule, [canary, stable], times) => {
          const split = splitTest(band, rule);
          const once = answerSplit(split, { canary, stable, unknown: 0 });
          fc.pre(once !== 'open');
          const more = { canary: canary * times, stable: stable * times, unknown: 0 };
          expect(answerSplit(split, more)).not.toBe(once === 'inside' ? 'outside' : 'inside');
        },
      ),
      FEW,
    );
  });

  test('a stricter error rate never says outside where a weaker one does not', () => {
    fc.assert(
      fc.property(bands, counts, (band, [canary, stable]) => {
        const isOutside = [0.001, 0.01, 0.05].map((errorRate) => {
          const split = splitTest(band, { errorRate, differsBeyond: 'tolerance' });
          return answerSplit(split, { canary, stable, unknown: 0 }) === 'outside';
        });
        const lastOpen = isOutside.lastIndexOf(false);
        expect(isOutside.slice(0, lastOpen + 1).every((outside) => !outside)).toBe(true);
      }),
      FEW,
    );
  });
});
