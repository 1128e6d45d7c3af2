import { describe, expect, test } from 'vitest';
import { findTimeDependence, type TimeBlock } from '../../src/statistics/time-dependence.js';
import { seeded, shareOf } from './seeded.js';

const seed = Number(process.env.SEED ?? 4_242);

const blocks = (count: number, hitsIn: (index: number) => number, responses = 10): TimeBlock[] =>
  Array.from({ length: count }, (_, index) => ({ hits: hitsIn(index), responses }));

describe('blocks of unlike shares', () => {
  test.each([
    ['all of one version in each', blocks(64, (index) => (index % 10 === 0 ? 10 : 0))],
    ['shares that vary', blocks(64, (index) => (index % 2 === 0 ? 0 : 4))],
    ['one change', blocks(64, (index) => (index < 32 ? 1 : 4))],
  ])('are found: %s', (_, unlike) => {
    expect(findTimeDependence(unlike, 0.01)).not.toBeNull();
  });

  test('are found at the length over which responses are alike', () => {
    const everyEighth = blocks(512, (index) => (Math.floor(index / 8) % 10 === 0 ? 4 : 0), 4);
    // Of 64 blocks each is of one version, of 32 two are joined in each.
    expect([32, 64]).toContain(findTimeDependence(everyEighth, 0.01));
  });

  test('are found although no block has more than one response', () => {
    const single = Array.from({ length: 512 }, (_, index) => ({
      hits: Math.floor(index / 16) % 4 === 0 ? 1 : 0,
      responses: 1,
    }));
    expect(findTimeDependence(single, 0.01)).not.toBeNull();
  });
});

test.each([
  ['no blocks', []],
  ['blocks without responses', blocks(64, () => 0, 0)],
  ['one version alone', blocks(64, () => 0)],
  ['the same share in each', blocks(64, () => 1)],
  ['too few blocks to tell dependence from a change', blocks(3, (index) => 5 * index)],
])('nothing is found in %s', (_, alike) => {
  expect(findTimeDependence(alike, 0.01)).toBeNull();
});

test.each([
  [0.1, 512, 4],
  [0.5, 512, 4],
  [0.01, 512, 30],
  [0.1, 60, 1],
])(
  `independent responses are called dependent at most as often as allowed: share %f, %i blocks of %i (seed ${seed})`,
  (share, count, responses) => {
    const random = seeded(seed);
    const wrong = shareOf(1_000, () => {
      const drawn = blocks(
        count,
        () => Array.from({ length: responses }, random).filter((chance) => chance < share).length,
        responses,
      );
      return findTimeDependence(drawn, 0.05) !== null;
    });
    expect(wrong).toBeLessThanOrEqual(0.05);
  },
);
