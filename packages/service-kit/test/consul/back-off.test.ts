import { expect, test } from 'vitest';
import { backOffMs } from '../../src/consul/back-off.js';

test.each([
  [0, 50, 100],
  [1, 100, 200],
  [3, 400, 800],
  [5, 1_000, 2_000],
  [50, 1_000, 2_000],
  [5_000, 1_000, 2_000],
])('after attempt %i it waits from %i to %i ms', (attempt, least, most) => {
  expect(backOffMs(attempt, 0)).toBe(least);
  expect(backOffMs(attempt, 1)).toBe(most);
});
