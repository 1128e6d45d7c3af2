import { describe, expect, test } from 'vitest';
import { matchRegion } from '../../src/statistics/match-region.js';

const question = { share: 0.1, tolerance: 0.03, errorRate: 0.01, horizon: 4_000 };

describe('the counts at which 10 % ± 3 points matches', () => {
  const region = matchRegion(question);
  if (region === null) throw new Error('no region');
  const { lookEvery, horizon, lowest, highest, mean } = region;

  test('are looked at up to 500 times, to the horizon', () => {
    expect(horizon).toBeGreaterThanOrEqual(4_000);
    expect(horizon / lookEvery).toBeLessThanOrEqual(501);
    expect(lowest.length).toBe(horizon / lookEvery + 1);
  });

  test('begin late enough to have seen a change, and hold the expected count from then on', () => {
    const first = lowest.findIndex((from, look) => from <= (highest[look] as number)) * lookEvery;
    expect(first).toBeGreaterThan(900);
    expect(first).toBeLessThan(1_000);
    for (let look = Math.ceil(1_100 / lookEvery); look * lookEvery <= horizon; look++) {
      const expected = 0.1 * look * lookEvery;
      expect(lowest[look] as number).toBeLessThanOrEqual(expected);
      expect(highest[look] as number).toBeGreaterThanOrEqual(expected);
    }
  });

  test('never reach a boundary before the last looks', () => {
    for (let look = 1; look < (0.9 * horizon) / lookEvery; look++)
      if ((lowest[look] as number) <= (highest[look] as number)) {
        expect(lowest[look] as number).toBeGreaterThan(0.07 * look * lookEvery);
        expect(highest[look] as number).toBeLessThan(0.13 * look * lookEvery);
      }
  });

  test('need about 4 % more responses than the least of any test', () => {
    expect(mean / 1_295).toBeGreaterThan(1);
    expect(mean / 1_295).toBeLessThan(1.05);
  });
});

test('a shorter run has a region of its own, and a very fine tolerance has none', () => {
  expect(matchRegion({ ...question, horizon: 1_300 })?.horizon).toBeLessThan(1_310);
  expect(matchRegion({ ...question, share: 0.5, tolerance: 0.0005, horizon: 30_000_000 })).toBeNull();
});
