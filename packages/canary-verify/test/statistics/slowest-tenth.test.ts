import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Track } from '../../src/expectation.js';
import { BATCH, type OddsTest, observe, oddsEvidence } from '../../src/statistics/odds-test.js';
import {
  answerLatency,
  type LatencyEvidence,
  latencyEvidence,
  latencyOddsRatio,
  observeDuration,
} from '../../src/statistics/slowest-tenth.js';

const plan: OddsTest = { errorRate: 0.01, worstRatio: 4 };

interface Timed {
  track: Track;
  ms: number;
}

function evidenceOf(responses: readonly Timed[]): LatencyEvidence {
  const evidence = latencyEvidence(plan);
  for (const { track, ms } of responses) observeDuration(evidence, track, ms);
  return evidence;
}

/** So many responses with this duration. */
const times = (count: number, ms: number): number[] => new Array<number>(count).fill(ms);

/** Responses with these durations, of which the first ones are the canary's. */
function timed(durations: readonly number[], canary: number): Timed[] {
  return durations.map((ms, i) => ({ track: i < canary ? 'canary' : 'stable', ms }));
}

const track = fc.constantFrom<Track>('canary', 'stable');
const responses = (ms: fc.Arbitrary<number>) =>
  fc.array(fc.record({ track, ms }), { minLength: 4 * BATCH, maxLength: 5 * BATCH });
const manyOrFewValues = fc.oneof(responses(fc.nat(1_000_000)), responses(fc.nat(8)));

describe('who is slow', () => {
  test.each([
    { name: 'all differ: the slowest five', durations: Array.from({ length: 50 }, (_, i) => i), from: 45 },
    { name: 'all are alike: everybody', durations: times(50, 7), from: 7 },
    { name: 'seven longer ones: all seven', durations: [...times(7, 9), ...times(43, 7)], from: 9 },
    { name: 'four longer ones: these', durations: [...times(4, 9), ...times(46, 7)], from: 9 },
    { name: 'one longest, five next: all six', durations: [20, ...times(5, 9), ...times(44, 7)], from: 9 },
    { name: 'three longest, ten next: the three', durations: [...times(3, 20), ...times(47, 9)], from: 20 },
    {
      name: 'two and six: all eight, at equal distance',
      durations: [20, 20, ...times(6, 9), ...times(42, 7)],
      from: 9,
    },
    { name: 'a longer half: this half', durations: [...times(25, 9), ...times(25, 7)], from: 9 },
  ])('$name', ({ durations, from }) => {
    expect(evidenceOf(timed(durations, 10)).slowFrom).toBe(from);
    expect(evidenceOf(timed(durations, 10).reverse()).slowFrom).toBe(from);
  });

  test('the first batch only sets the limit, each later one is judged by that of the batch before', () => {
    fc.assert(
      fc.property(manyOrFewValues, (all) => {
        const odds = oddsEvidence(plan);
        for (let start = BATCH; start < all.length; start += BATCH) {
          const limit = evidenceOf(all.slice(start - BATCH, start)).slowFrom ?? Number.NaN;
          for (const { track, ms } of all.slice(start, start + BATCH)) observe(odds, track, ms >= limit);
        }
        expect(evidenceOf(all).odds).toEqual(odds);
      }),
    );
  });

  test('only the order of durations counts, not their unit or distribution', () => {
    fc.assert(
      fc.property(manyOrFewValues, (all) => {
        const stretched = all.map(({ track, ms }) => ({ track, ms: 0.25 + Math.sqrt(ms) }));
        expect(evidenceOf(stretched).odds).toEqual(evidenceOf(all).odds);
      }),
    );
  });
});

describe('which version is the slower one', () => {
  const repeat = (batch: Timed[]) => evidenceOf(Array.from({ length: 12 }, () => batch).flat());

  test('a canary that always takes longer is worse, one that never does is no worse', () => {
    const slowCanary = repeat(timed([...times(5, 90), ...times(45, 10)], 10));
    expect(answerLatency(plan, slowCanary)).toBe('worse');
    expect(latencyOddsRatio(slowCanary)).toBeNull();
    const slowStable = repeat(timed([...times(45, 10), ...times(5, 90)], 10));
    expect(answerLatency(plan, slowStable)).toBe('no worse');
    expect(latencyOddsRatio(slowStable)).toBe(0);
  });

  test('even with half of the traffic and durations in whole milliseconds', () => {
    expect(answerLatency(plan, repeat(timed([...times(25, 9), ...times(25, 7)], 25)))).toBe('worse');
  });

  test('the effect size is the odds ratio of being slow', () => {
    // Two of ten canary responses are slow, and three of 40 stable ones.
    const canary = [...times(2, 90), ...times(8, 10)];
    const stable = [...times(3, 90), ...times(37, 10)];
    expect(latencyOddsRatio(repeat(timed([...canary, ...stable], 10)))).toBeCloseTo((2 * 37) / (8 * 3), 12);
    expect(latencyOddsRatio(latencyEvidence(plan))).toBeNull();
  });
});
