import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Turns } from '../../src/sampling/turns.js';
import { seeded } from '../statistics/seeded.js';

const all = () => true;

test('each arm has its turn once in a round, in an order by chance', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 12 }), fc.integer(), (arms, seed) => {
      const turns = new Turns(arms, seeded(seed));
      for (let round = 0; round < 20; round++) {
        const order = Array.from({ length: arms }, () => turns.next(all));
        expect([...order].sort((one, other) => Number(one) - Number(other))).toEqual(
          Array.from({ length: arms }, (_, index) => index),
        );
      }
    }),
  );
});

test('arms that are not wanted are passed over, and null comes when none is', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.integer({ min: 0, max: 7 })), fc.integer(), (wanted, seed) => {
      const turns = new Turns(8, seeded(seed));
      const drawn = Array.from({ length: 100 }, () => turns.next((arm) => wanted.includes(arm)));
      if (wanted.length === 0) expect(new Set(drawn)).toEqual(new Set([null]));
      else expect([...new Set(drawn)].sort()).toEqual([...wanted].sort());
    }),
  );
});

/** In a fixed order each of two arms would meet every other of the ten replicas only. */
test('two arms keep no step with a proxy that deals requests out in turn', () => {
  const turns = new Turns(2, seeded(7));
  const met = [new Set<number>(), new Set<number>()];
  for (let request = 0; request < 200; request++) met[turns.next(all) ?? 0]?.add(request % 10);
  expect(met.map(({ size }) => size)).toEqual([10, 10]);
});

test('a single arm takes no chance', () => {
  const turns = new Turns(1, () => {
    throw new Error('asked for chance');
  });
  expect([turns.next(all), turns.next(all), turns.next(() => false)]).toEqual([0, 0, null]);
});
