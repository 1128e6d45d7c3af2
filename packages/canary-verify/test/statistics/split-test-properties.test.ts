import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  answerSplit,
  type Band,
  type DiffersBeyond,
  excludesLower,
  excludesUpper,
  showsAbove,
  showsBelow,
  splitTest,
} from '../../src/statistics/split-test.js';

const bands = fc
  .tuple(fc.double({ min: 0.001, max: 0.999, noNaN: true }), fc.double({ min: 0.05, max: 0.95, noNaN: true }))
  .map(([share, part]): Band => ({ share, tolerance: part * Math.min(share, 1 - share) }));
const rules = fc.record({
  errorRate: fc.constantFrom(0.05, 0.01, 0.001),
  differsBeyond: fc.constantFrom<DiffersBeyond>('tolerance', 'half', 'share'),
});
const counts = fc.tuple(fc.nat(5_000), fc.nat(5_000));
const none = () => ({ upper: false, lower: false });

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
    );
  });

  test('a share and its complement get the same answer', () => {
    fc.assert(
      fc.property(bands, rules, counts, fc.nat(20), (band, rule, [canary, stable], unknown) => {
        // Exactly representable complements: else 1 - share says another thing than share.
        const exact = { share: Math.round(band.share * 2 ** 20) / 2 ** 20, tolerance: band.tolerance / 2 };
        fc.pre(exact.tolerance < Math.min(exact.share, 1 - exact.share));
        const one = answerSplit(splitTest(exact, rule), { canary, stable, unknown }, none());
        const mirrored = splitTest({ ...exact, share: 1 - exact.share }, rule);
        expect(answerSplit(mirrored, { canary: stable, stable: canary, unknown }, none())).toBe(one);
      }),
    );
  });

  test('the answer depends on the counts, not on their order; and a look in between can only add what it excludes', () => {
    fc.assert(
      fc.property(bands, rules, fc.array(fc.boolean(), { maxLength: 400 }), (band, rule, responses) => {
        const split = splitTest(band, rule);
        const looking = none();
        const seen = { canary: 0, stable: 0, unknown: 0 };
        let last = answerSplit(split, seen, none());
        for (const canary of responses) {
          seen[canary ? 'canary' : 'stable']++;
          const before = { ...looking };
          last = answerSplit(split, seen, looking);
          // What was excluded stays excluded, however long the run goes on.
          expect(looking.upper || !before.upper).toBe(true);
          expect(looking.lower || !before.lower).toBe(true);
        }
        const atOnce = none();
        const batch = answerSplit(split, seen, atOnce);
        expect(looking.upper || !atOnce.upper).toBe(true);
        expect(looking.lower || !atOnce.lower).toBe(true);
        if (batch === 'inside') expect(last).toBe('inside');
        if (batch === 'outside') expect(last).not.toBe('open');
      }),
    );
  });

  // Not so beyond half of the tolerance or the share itself: there a share inside the tolerance may differ at first.
  test('more of the same evidence never takes an answer back', () => {
    const beyondTolerance = rules.map((rule) => ({ ...rule, differsBeyond: 'tolerance' as const }));
    fc.assert(
      fc.property(
        bands,
        beyondTolerance,
        counts,
        fc.integer({ min: 2, max: 10 }),
        (band, rule, [canary, stable], times) => {
          const split = splitTest(band, rule);
          const once = answerSplit(split, { canary, stable, unknown: 0 }, none());
          fc.pre(once !== 'open');
          const more = { canary: canary * times, stable: stable * times, unknown: 0 };
          expect(answerSplit(split, more, none())).toBe(once);
        },
      ),
    );
  });

  test('a stricter error rate never answers where a weaker one does not', () => {
    fc.assert(
      fc.property(bands, counts, (band, [canary, stable]) => {
        const answers = [0.001, 0.01, 0.05].map((errorRate) =>
          answerSplit(
            splitTest(band, { errorRate, differsBeyond: 'tolerance' }),
            { canary, stable, unknown: 0 },
            none(),
          ),
        );
        const firstOpen = answers.lastIndexOf('open');
        expect(answers.slice(0, firstOpen + 1).every((answer) => answer === 'open')).toBe(true);
      }),
    );
  });
});
