import { describe, expect, test } from 'vitest';
import { logPairsEvidence } from '../../src/statistics/discordant-pairs.js';
import { seeded } from './seeded.js';

describe('pairs of which one failed', () => {
  test('say nothing before the first, more with each of the first kind, and less with each of the second', () => {
    expect(logPairsEvidence({ first: 0, second: 0 })).toBeCloseTo(0, 12);
    expect(logPairsEvidence({ first: 10, second: 0 })).toBeGreaterThan(
      logPairsEvidence({ first: 9, second: 0 }),
    );
    expect(logPairsEvidence({ first: 10, second: 1 })).toBeLessThan(
      logPairsEvidence({ first: 10, second: 0 }),
    );
    // The mean over 2, 4, 8 and 16 of (2r/(1+r))^10, by hand.
    const sum = [4 / 3, 8 / 5, 16 / 9, 32 / 17].reduce((total, factor) => total + factor ** 10, 0);
    expect(logPairsEvidence({ first: 10, second: 0 })).toBeCloseTo(Math.log(sum / 4), 12);
  });

  test('accuse a kind that fails no more often in at most 1 of 100 long runs, however often one looks', () => {
    const seed = 20261130;
    const random = seeded(seed);
    const runs = 2_000;
    let wrong = 0;
    for (let run = 0; run < runs; run++) {
      const pairs = { first: 0, second: 0 };
      for (let pair = 0; pair < 300; pair++) {
        pairs[random() < 0.5 ? 'first' : 'second']++;
        if (logPairsEvidence(pairs) < -Math.log(0.01)) continue;
        wrong++;
        break;
      }
    }
    // 20 are expected at most; 40 come by chance in fewer than 1 of 10,000 times.
    expect(wrong, `seed ${seed}`).toBeLessThan(40);
  });
});
