import { describe, expect, test } from 'vitest';
import { logPairsEvidence } from '../../src/statistics/discordant-pairs.js';
import { answerOdds } from '../../src/statistics/odds-test.js';
import { newHealth, observeFailure, observeHealth } from '../../src/tally/health.js';
import { type HealthRates, healthRates } from '../../src/tally/health-rates.js';
import { isMarkedWorse, newMarkedFailures, observeMarked } from '../../src/tally/marked-failures.js';
import { seeded } from '../statistics/seeded.js';

describe('what a run may say against a canary', () => {
  test.each([
    [1, false],
    [2, true],
    [3, false],
    [5, true],
  ])(
    'has the error rate of the run in all: %i kinds of request, marked ones among them: %s',
    (arms, marked) => {
      const rates = healthRates(0.01, { arms, marked });
      expect(arms * rates.eachArm + rates.marked).toBeCloseTo(0.01, 14);
    },
  );

  /** Exactly: the chance that fair coins ever show it within so many pairs, one after the other. */
  function chanceOfMarked(errorRate: number, pairs: number): number {
    let open = [1];
    let shown = 0;
    for (let count = 1; count <= pairs; count++) {
      const next = Array.from(
        { length: count + 1 },
        (_, first) => ((open[first - 1] ?? 0) + (open[first] ?? 0)) / 2,
      );
      open = next.map((chance, first) => {
        if (logPairsEvidence({ first, second: count - first }) < -Math.log(errorRate)) return chance;
        shown += chance;
        return 0;
      });
    }
    return shown;
  }

  test('of marked requests, which fail as often as the others, is wrong as rarely as it says: exactly, for 2,000 pairs', () => {
    for (const errorRate of [0.1, 0.01, 0.005, 0.001]) {
      const chance = chanceOfMarked(errorRate, 2_000);
      expect(chance).toBeLessThanOrEqual(errorRate);
      // No smaller by far, or marked requests would be compared with more patience than needed.
      expect(chance).toBeGreaterThan(errorRate / 3);
    }
  });

  /** The only version that each kind of request must reach. */
  const KINDS = ['canary', 'stable', null, null] as const;

  /** How many of so many runs say something against a canary that fails as often, when every kind of request reaches both versions. */
  function falseAlarms(rates: HealthRates, { runs, seed }: { runs: number; seed: number }): number {
    const random = seeded(seed);
    let alarms = 0;
    for (let run = 0; run < runs; run++) {
      const arms = KINDS.map(() => newHealth({ errorRate: rates.eachArm, worseRatio: 4 }));
      const marked = newMarkedFailures(KINDS, rates.marked);
      if (marked === null) throw new Error('both kinds are there');
      for (let request = 0; request < 2_000; request++) {
        const arm = request % KINDS.length;
        const health = arms[arm];
        if (health === undefined) throw new Error('there are as many');
        const track = random() < 0.5 ? 'canary' : 'stable';
        const failed = random() < 0.3;
        if (failed) observeFailure(health, track, 'http-500');
        else observeHealth(health, { track, instance: null }, { sentAt: request, durationMs: 1 });
        observeMarked(marked, { arm, failed });
        if (isMarkedWorse(marked) || answerOdds(health.test, health.errors.known) === 'worse') {
          alarms++;
          break;
        }
      }
    }
    return alarms;
  }

  test('is wrong in no more of 400 runs than all of it together may: at 20 %, and with every part at 20 % it is', () => {
    const [runs, seed] = [400, 20_261_201];
    const dealt = falseAlarms(healthRates(0.2, { arms: KINDS.length, marked: true }), { runs, seed });
    expect(dealt, `seed ${seed}`).toBeLessThanOrEqual(0.2 * runs);
    // What there was before: each part had the whole rate.
    const whole = falseAlarms({ eachArm: 0.2, marked: 0.2 }, { runs, seed });
    expect(whole, `seed ${seed}`).toBeGreaterThan(0.2 * runs);
    console.log(`false alarms in ${runs} runs: ${dealt}, with the whole rate for each part ${whole}`);
  });
});
