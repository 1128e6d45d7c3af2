import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  type NumberDistribution,
  quotients,
  remainders,
  shifted,
  split,
  totalShare,
  uniform,
} from '../../../src/haproxy/routing/evaluation/distribution.js';

/** Its shares, number by number. */
function listed(distribution: NumberDistribution): Map<number, number> {
  const shares = new Map<number, number>();
  for (const { from, to, each } of distribution)
    for (let value = from; value <= to; value++) shares.set(value, (shares.get(value) ?? 0) + each);
  return shares;
}

/** What becomes of each number alone. */
function mapped(distribution: NumberDistribution, change: (value: number) => number): Map<number, number> {
  const shares = new Map<number, number>();
  for (const [value, share] of listed(distribution))
    shares.set(change(value), (shares.get(change(value)) ?? 0) + share);
  return shares;
}

function expectSame(left: Map<number, number>, right: Map<number, number>): void {
  expect([...left.keys()].sort((a, b) => a - b)).toEqual([...right.keys()].sort((a, b) => a - b));
  for (const [value, share] of left) expect(share).toBeCloseTo(right.get(value) as number, 12);
}

const count = fc.integer({ min: 1, max: 60 });
const small = fc.integer({ min: 1, max: 17 });

test('adding, dividing and remainders are what they are for each number alone', () => {
  fc.assert(
    fc.property(count, small, small, fc.integer({ min: 0, max: 40 }), (numbers, first, second, by) => {
      const start = shifted(uniform(numbers), by);
      expectSame(
        listed(remainders(start, first)),
        mapped(start, (value) => value % first),
      );
      expectSame(
        listed(quotients(start, first)),
        mapped(start, (value) => Math.floor(value / first)),
      );
      const twice = remainders(quotients(start, first), second);
      expectSame(
        listed(twice),
        mapped(start, (value) => Math.floor(value / first) % second),
      );
      expect(totalShare(twice)).toBeCloseTo(1, 12);
    }),
  );
});

test('ranges split a distribution into what they have and the rest', () => {
  const end = fc.option(fc.integer({ min: -5, max: 65 }), { nil: null });
  const range = fc.record({ from: end, to: end });
  fc.assert(
    fc.property(count, fc.array(range, { maxLength: 4 }), (numbers, ranges) => {
      const { within, outside } = split(uniform(numbers), ranges);
      const fits = (value: number) =>
        ranges.some(({ from, to }) => (from ?? value) <= value && value <= (to ?? value));
      expect([...listed(within).keys()].every(fits)).toBe(true);
      expect([...listed(outside).keys()].some(fits)).toBe(false);
      expect(totalShare(within) + totalShare(outside)).toBeCloseTo(1, 12);
    }),
  );
});

test('four thousand million numbers take no longer than four', () => {
  expect(remainders(uniform(2 ** 32), 100)).toEqual([
    { from: 0, to: 95, each: expect.closeTo(0.01, 9) },
    { from: 96, to: 99, each: expect.closeTo(0.01, 9) },
  ]);
});
