import { describe, expect, test } from 'vitest';
import type { Answer } from '../../src/observation/observation.js';
import type { VerifyOptions } from '../../src/options/options.js';
import type { KnownReplicas } from '../../src/terms/replicas.js';
import { answerOf, type Respond, runOn, turns } from '../run-on.js';
import { seeded } from '../statistics/seeded.js';

const from = (track: 'stable' | 'canary', instance: string, version?: string): Answer =>
  answerOf(track, {
    'x-service-instance': instance,
    ...(version === undefined ? {} : { 'x-service-version': version }),
  });
const stable = (count: number, version?: string) =>
  Array.from({ length: count }, (_, index) => from('stable', `a-${index}`, version));
const even = (count: number) => Array<number>(count).fill(1);
const nineAndOne = (weights: KnownReplicas['weights']): KnownReplicas => ({
  stable: 9,
  canary: 1,
  weights,
  ids: null,
});
const by = (given: VerifyOptions, respond: Respond, replicas: KnownReplicas) =>
  runOn(given, respond, { known: { replicas } }).verdict;

/** Eight stable replicas of weight 100 and one of weight 1, which is what is left; the canary gets a tenth. */
function unequal(random: () => number): Respond {
  const all = stable(9);
  return () => {
    if (random() < 0.1) return answerOf('canary');
    const drawn = random() * 801;
    return all[Math.min(8, Math.floor(drawn / 100))] as Answer;
  };
}

describe('replicas whose weights Consul tells', () => {
  const weights = { stable: [1, ...Array<number>(8).fill(100)], canary: [1] };

  test('are each expected by their own: a light one that is not seen is no difference', () => {
    const eight = turns(...Array(9).fill(stable(8)).flat(), ...Array(8).fill(answerOf('canary')));
    expect(by({ expect: '10%' }, eight, nineAndOne(weights))).toMatchObject({
      verdict: 'undecided',
      diagnosis: [{ kind: 'replicas-missing', seen: 8, expected: 9, shown: false }],
    });
  });

  test('never make a run differ by chance, within its budget, when the share is right', () => {
    const seed = Math.floor(Math.random() * 2 ** 31);
    const random = seeded(seed);
    const verdicts = Array.from({ length: 60 }, () =>
      by({ expect: '10%' }, unequal(random), nineAndOne(weights)),
    );
    expect(
      verdicts.filter(({ verdict }) => verdict === 'differs'),
      `seed ${seed}`,
    ).toEqual([]);
    expect(verdicts.filter(({ verdict }) => verdict === 'matches').length, `seed ${seed}`).toBeGreaterThan(
      50,
    );
  });

  test('are missed soon where they are even', () => {
    const eight = turns(...stable(8), answerOf('canary'));
    const verdict = by({ expect: '11%' }, eight, nineAndOne({ stable: even(9), canary: [1] }));
    expect(verdict).toMatchObject({ verdict: 'differs' });
    expect(verdict.requests).toBeLessThan(2_000);
  });

  test('are missed where a heavy one is, by an even part at least', () => {
    const heavy = { stable: [1, 1, 1, 1, 1, 1, 1, 1, 1000], canary: [1] };
    // Eight are seen, and the ninth could be a light one.
    expect(
      by({ expect: '11%' }, turns(...stable(8), answerOf('canary')), nineAndOne(heavy)),
    ).not.toMatchObject({
      verdict: 'matches',
    });
    const two = { stable: 2, canary: 1, weights: { stable: [1000, 1000], canary: [1] }, ids: null };
    expect(by({ expect: '50%' }, turns(...stable(1), answerOf('canary')), two)).toMatchObject({
      verdict: 'differs',
    });
  });

  test('without a weight are not expected', () => {
    const eight = turns(...stable(8), answerOf('canary'));
    const weights = { stable: [0, ...even(8)], canary: [1] };
    expect(by({ expect: '11%' }, eight, nineAndOne(weights))).toMatchObject({
      verdict: 'matches',
      diagnosis: [],
    });
  });
});

describe('replicas of unknown weights', () => {
  test('that are rarely seen are waited for, a quarter longer than for anything else', () => {
    const eight = turns(...Array(9).fill(stable(8)).flat(), ...Array(8).fill(answerOf('canary')));
    const verdict = by({ expect: '10%' }, eight, nineAndOne(null));
    expect(verdict).toMatchObject({ verdict: 'differs', requests: 5_063 });
    const short = by({ expect: '10%', maxRequests: 1_400 }, eight, nineAndOne(null));
    expect(short).toMatchObject({ verdict: 'undecided' });
  });

  test('make a right run differ in less than 1 of 100, though one of nine has a hundredth of the others', () => {
    // It is missed after all requests that wait for it, and not before.
    const unseen = (1 - 0.9 / 801) ** 5_063;
    expect(unseen).toBeLessThan(0.003_4);
    const eight = turns(...Array(9).fill(stable(8)).flat(), ...Array(8).fill(answerOf('canary')));
    const late: Respond = (asked) => (asked.request === 5_000 ? from('stable', 'a-8') : eight(asked));
    expect(by({ expect: '10%' }, late, nineAndOne(null))).toMatchObject({
      verdict: 'matches',
      requests: 5_001,
    });
  });
});

describe('replicas of several versions', () => {
  const given = { expect: '1.0.0=90%,1.1.0=10%', replicas: { stable: 9, canary: 1 } };
  const split = (count: number) =>
    turns(...Array(9).fill(stable(count)).flat(), ...Array(count).fill(from('canary', 'b-0')));

  test('are looked for as well', () => {
    expect(runOn(given, split(9)).verdict).toMatchObject({ verdict: 'matches', diagnosis: [] });
    const missing = runOn(given, split(8)).verdict;
    expect(missing).toMatchObject({ verdict: 'differs' });
    expect(missing.diagnosis).toMatchObject([
      { kind: 'replicas-missing', track: 'stable', seen: 8, expected: 9, shown: true },
    ]);
  });

  test('count as canaries for all versions but the first', () => {
    const three = { expect: '1.0.0=60%,1.1.0=20%,1.2.0=20%', replicas: { stable: 3, canary: 2 } };
    const both = turns(...stable(3), from('canary', 'b-0', '1.1.0'), from('canary', 'c-0', '1.2.0'));
    expect(runOn(three, both).verdict).toMatchObject({ verdict: 'matches' });
    const more = { ...three, replicas: { stable: 3, canary: 3 } };
    expect(runOn(more, both).verdict).toMatchObject({ verdict: 'differs' });
  });
});

describe('replicas without names', () => {
  const nameless = (track: 'stable' | 'canary'): Answer => ({
    ...{ status: 200, body: Buffer.from('') },
    headers: { 'x-service-track': track },
  });
  const ten = turns(...Array(9).fill(nameless('stable')), nameless('canary'));
  const replicas = { stable: 9, canary: 1 };

  test('leave it unknown whether all have answered, and are no difference', () => {
    const verdict = runOn({ expect: '10%', replicas }, ten).verdict;
    expect(verdict).toMatchObject({
      ...{ verdict: 'unmeasured', diagnosis: [{ kind: 'replicas-unnamed', replicas: 10 }] },
    });
  });

  test('of only some responses may be those that are missed', () => {
    const some = turns(...stable(8), nameless('stable'), answerOf('canary'));
    expect(runOn({ expect: '10%', replicas }, some).verdict).toMatchObject({ verdict: 'undecided' });
  });

  test('are none of anybody’s business where their number is not known', () => {
    expect(runOn({ expect: '10%' }, ten).verdict).toMatchObject({ verdict: 'matches', diagnosis: [] });
  });
});
