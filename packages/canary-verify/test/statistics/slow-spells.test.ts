import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BATCH, type OddsTest, observe, oddsEvidence } from '../../src/statistics/odds-test.js';
import {
  answerLatency,
  type LatencyEvidence,
  latencyEvidence,
  latencyOddsRatio,
  observeDuration,
  WINDOW,
} from '../../src/statistics/slow-spells.js';
import type { Track } from '../../src/terms/track.js';

const plan: OddsTest = { errorRate: 0.01, worstRatio: 4 };

interface Timed {
  track: Track;
  ms: number;
}

/** What is known after these responses, each of which was asked for when the one before it was there. */
function evidenceOf(responses: readonly Timed[]): LatencyEvidence {
  const evidence = latencyEvidence(plan);
  let sentAt = 0;
  for (const { track, ms } of responses) {
    observeDuration(evidence, track, { sentAt, durationMs: ms });
    sentAt += ms;
  }
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
    { name: 'all differ: the slowest five', durations: Array.from({ length: 47 }, (_, i) => i), from: 42 },
    { name: 'all are alike: everybody', durations: times(47, 7), from: 7 },
    { name: 'seven longer ones: all seven', durations: [...times(7, 9), ...times(40, 7)], from: 9 },
    { name: 'four longer ones: these', durations: [...times(4, 9), ...times(43, 7)], from: 9 },
    { name: 'one longest, five next: all six', durations: [20, ...times(5, 9), ...times(41, 7)], from: 9 },
    { name: 'three longest, ten next: the three', durations: [...times(3, 20), ...times(44, 9)], from: 20 },
    {
      name: 'two and six: all eight, at equal distance',
      durations: [20, 20, ...times(6, 9), ...times(39, 7)],
      from: 9,
    },
    { name: 'a longer half: this half', durations: [...times(24, 9), ...times(23, 7)], from: 9 },
  ])('$name', ({ durations, from }) => {
    expect(evidenceOf(timed(durations, 10)).slowFrom).toBe(from);
    expect(evidenceOf(timed(durations, 10).reverse()).slowFrom).toBe(from);
  });

  test('the first window only sets the limit, each later one is judged by that of the window before', () => {
    fc.assert(
      fc.property(manyOrFewValues, (all) => {
        const odds = oddsEvidence(plan);
        for (let start = WINDOW; start < all.length; start += WINDOW) {
          const limit = evidenceOf(all.slice(start - WINDOW, start)).slowFrom ?? Number.NaN;
          for (const { track, ms } of all.slice(start, start + WINDOW)) observe(odds, track, ms >= limit);
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

describe('slow responses that overlap are one spell', () => {
  const quick = timed(times(WINDOW, 10), 5);
  /** Canary responses, of which each was asked for so long after the one before. */
  const spells = (every: number, slow: number) => {
    const evidence = evidenceOf(quick);
    for (let i = 0; i < BATCH; i++) {
      const slowOne = i < slow;
      const timing = { sentAt: 1_000 + every * i, durationMs: slowOne ? 100 : 5 };
      observeDuration(evidence, slowOne ? 'canary' : 'stable', timing);
    }
    return evidence.odds;
  };

  test('slow responses sent within a spell do not count; one sent after its end begins the next', () => {
    // At most 40 of 50 responses are good stable ones, which the canary's spells are multiplied by.
    expect(spells(0, 10).badCanaryGoodStable).toBe(1 * 40);
    expect(spells(99, 10).badCanaryGoodStable).toBe(5 * 40);
    expect(spells(100, 10).badCanaryGoodStable).toBe(10 * 40);
  });

  test('a spell of one version covers the slow responses of the other', () => {
    const evidence = evidenceOf(quick);
    for (let i = 0; i < BATCH; i++) {
      observeDuration(evidence, i % 2 === 0 ? 'stable' : 'canary', { sentAt: 1_000 + i, durationMs: 100 });
    }
    expect(evidence.odds).toMatchObject({ badCanaryGoodStable: 0, goodCanaryBadStable: 25 });
  });
});
