import { expect, test } from 'vitest';
import { WeightedTurns } from '../../src/discovery/weighted-turns.js';

function turnsOf(weights: Record<string, number>, turns: number): Record<string, number> {
  const candidates = Object.entries(weights).map(([instance, weight]) => ({ instance, weight }));
  const taken = new WeightedTurns();
  const counts: Record<string, number> = {};
  for (let turn = 0; turn < turns; turn++) {
    const { instance } = taken.next(candidates) ?? { instance: 'nobody' };
    counts[instance] = (counts[instance] ?? 0) + 1;
  }
  return counts;
}

test('90 and 10 give exactly 90 and 10 of a hundred', () => {
  expect(turnsOf({ a: 90, b: 10 }, 100)).toEqual({ a: 90, b: 10 });
});

test('spread evenly, not in blocks', () => {
  expect(turnsOf({ a: 90, b: 10 }, 10)).toEqual({ a: 9, b: 1 });
});

test('a weight of 0 has no turn, and nobody has one when all have 0', () => {
  expect(turnsOf({ a: 1, b: 0 }, 10)).toEqual({ a: 10 });
  expect(turnsOf({ a: 0 }, 1)).toEqual({ nobody: 1 });
});
