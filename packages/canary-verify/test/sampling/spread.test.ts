import { expect, test } from 'vitest';
import { Spread } from '../../src/sampling/spread.js';
import { seeded } from '../statistics/seeded.js';

const seed = Number(process.env.SEED ?? 77);

test(`requests fill the time, at distances by chance (seed ${seed})`, () => {
  const spread = new Spread({ requests: 1_000, ms: 60_000 }, 5_000, seeded(seed));
  const due = Array.from({ length: 1_000 }, (_, sequence) => spread.dueAt(sequence));
  expect(due[0]).toBeGreaterThanOrEqual(5_000);
  expect(due.at(-1)).toBeGreaterThan(63_000);
  expect(due.at(-1)).toBeLessThan(67_000);
  const distances = due.slice(1).map((at, index) => at - (due[index] ?? 0));
  expect(Math.min(...distances)).toBeGreaterThanOrEqual(0.75 * 60);
  expect(Math.max(...distances)).toBeLessThanOrEqual(1.25 * 60);
  // Each tenth of a second is met about as often as any other, so that none is missed.
  const phases = Array.from({ length: 10 }, (_, tenth) =>
    due.filter((at) => Math.floor(at / 100) % 10 === tenth),
  );
  expect(Math.min(...phases.map(({ length }) => length))).toBeGreaterThan(50);
});

test('a request is due at the same moment however often it is asked about', () => {
  const spread = new Spread({ requests: 10, ms: 1_000 }, 0, seeded(seed));
  const due = spread.dueAt(3);
  expect(spread.dueAt(3)).toBe(due);
  expect(spread.dueAt(4)).toBeGreaterThan(due);
});
