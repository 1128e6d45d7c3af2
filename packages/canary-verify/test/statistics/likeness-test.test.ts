import { describe, expect, test } from 'vitest';
import { showsUnlikeness } from '../../src/statistics/likeness-test.js';
import { seeded, shareOf } from './seeded.js';

const at = (...counts: [hits: number, responses: number][]) =>
  counts.map(([hits, responses]) => ({ hits, responses }));

const seed = Number(process.env.SEED ?? 4_242);

describe('places with unlike shares', () => {
  test.each([
    ['two', at([20, 100], [0, 100])],
    ['one of ten', at(...Array.from({ length: 9 }, (): [number, number] => [30, 300]), [0, 300])],
    ['none and all', at([0, 12], [12, 12])],
  ])('are shown: %s', (_, places) => {
    expect(showsUnlikeness(places, 0.01)).toBe(true);
  });

  test.each([
    ['nothing counted', at([0, 0], [0, 0])],
    ['the same share', at([10, 100], [10, 100])],
    ['a difference that chance makes', at([12, 100], [8, 100])],
    ['a place without responses', at([10, 100], [0, 0])],
    ['a single place', at([10, 100])],
  ])('are not shown: %s', (_, places) => {
    expect(showsUnlikeness(places, 0.01)).toBe(false);
  });
});

test.each([
  [2, 0.1],
  [2, 0.5],
  [6, 0.02],
])(
  `%i places that share alike are called unlike at most as often as allowed, looking at each response (share %f, seed ${seed})`,
  (places, share) => {
    const random = seeded(seed);
    const RATE = 0.05;
    const wrong = shareOf(400, () => {
      const counts = Array.from({ length: places }, () => ({ hits: 0, responses: 0 }));
      for (let response = 0; response < 500; response++) {
        const place = counts[response % places];
        if (place === undefined) throw new Error('no such place');
        place.responses++;
        if (random() < share) place.hits++;
        if (showsUnlikeness(counts, RATE)) return true;
      }
      return false;
    });
    // Ville's bound is 5 %; the mixtures cost most of it.
    expect(wrong).toBeLessThanOrEqual(RATE);
  },
);
