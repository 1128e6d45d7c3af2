import { describe, expect, test } from 'vitest';
import { exactRun } from '../../src/statistics/exact-run.js';
import { requestsNeeded, tellsApart } from '../../src/statistics/requests-needed.js';
import { splitTest } from '../../src/statistics/split-test.js';

const rule = { errorRate: 0.01, differsBeyond: 'tolerance' } as const;

// The same by walking forward over all counts, with a look as often as the test has one.
describe.each([
  [0.0001, 0.00005, 0.01],
  [0.001, 0.0003, 0.001],
  [0.01, 0.005, 0.05],
  [0.1, 0.03, 0.01],
  [0.25, 0.03, 0.01],
  [0.5, 0.03, 0.05],
  [0.5, 0.15, 0.01],
])('%f ± %f at error rate %f', (share, tolerance, errorRate) => {
  const needed = requestsNeeded({ share, tolerance }, { ...rule, errorRate });
  const split = splitTest({ share, tolerance }, { ...rule, errorRate });
  const { lookEvery, horizon } = split.region ?? { lookEvery: 0, horizon: 0 };
  const walked = exactRun({ test: split, trueShare: share, horizon, lookEvery });
  test('needs as many requests in the mean, within 1.5 %', () => {
    expect(Math.abs(needed.mean / walked.meanRequests - 1)).toBeLessThan(0.015);
  });
  test('and as many in 99 of 100 runs, within 1.5 %', () => {
    expect(Math.abs(needed.ninetyNinth / walked.ninetyNinth - 1)).toBeLessThan(0.015);
  });
});

test('a share and its complement need the same', () => {
  const few = requestsNeeded({ share: 0.1, tolerance: 0.03 }, rule);
  const many = requestsNeeded({ share: 0.9, tolerance: 0.03 }, rule);
  expect(many).toEqual(few);
});

test('a tolerance that is a tiny part of the share is planned from a wider one', () => {
  const wide = requestsNeeded({ share: 0.3, tolerance: 0.01 }, rule);
  const narrow = requestsNeeded({ share: 0.3, tolerance: 0.001 }, rule);
  expect(narrow.mean / wide.mean / 100).toBeCloseTo(1, 1);
});

test('a budget tells gross errors apart, and the larger it is the finer', () => {
  const band = { share: 0.1, tolerance: 0.03 };
  expect(tellsApart(band, rule, 3)).toEqual({ below: null, above: null });
  const [small, large] = [500, 5_000].map((requests) => tellsApart(band, rule, requests));
  expect(small?.below).toBeLessThan(large?.below ?? 0);
  expect(large?.below).toBeLessThan(0.07);
  expect(small?.above).toBeGreaterThan(large?.above ?? 1);
  expect(large?.above).toBeGreaterThan(0.13);
});
