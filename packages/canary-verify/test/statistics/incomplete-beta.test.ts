import fc from 'fast-check';
import { expect, test } from 'vitest';
import { chance, opposite } from '../../src/statistics/deviance.js';
import { betaLower, betaUpper, logBetaTails } from '../../src/statistics/incomplete-beta.js';
import { expectColumn, numberIn, type Row, readTable, relativeError } from './tables.js';

const columns = ['a', 'b', 'x', 'cdf', 'sf'] as const;
type Column = (typeof columns)[number];

const rows = readTable('beta_cdf_quantile', columns);
const shapeOf = (row: Row<Column>) => ({ a: numberIn(row, 'a'), b: numberIn(row, 'b') });

test('both tails of the incomplete beta function agree with the reference table', () => {
  const tolerance = 1e-10;
  const point = (row: Row<Column>) => chance(numberIn(row, 'x'));
  expectColumn(rows, { column: 'cdf', actual: (row) => betaLower(shapeOf(row), point(row)), tolerance });
  expectColumn(rows, { column: 'sf', actual: (row) => betaUpper(shapeOf(row), point(row)), tolerance });
});

const parameter = fc.oneof(
  fc.double({ min: 0.01, max: 3, noNaN: true }),
  fc.double({ min: 1, max: 1e7, noNaN: true }),
);
const shape = fc.record({ a: parameter, b: parameter });
const point = fc.integer({ min: 1, max: 2 ** 20 - 1 }).map((numerator) => chance(numerator / 2 ** 20));
test('tails add up to 1, and turn into each other when parameters and the point do', () => {
  fc.assert(
    fc.property(shape, point, (one, at) => {
      expect(Math.abs(betaLower(one, at) + betaUpper(one, at) - 1)).toBeLessThan(1e-14);
      const turned = logBetaTails({ a: one.b, b: one.a }, opposite(at)).upper;
      expect(relativeError(turned, logBetaTails(one, at).lower)).toBeLessThan(1e-9);
    }),
  );
});

test('the closed form of a parameter of 1: I_x(1, b) = 1 - (1 - x)^b', () => {
  fc.assert(
    fc.property(parameter, point, (b, at) => {
      const exact = b * Math.log1p(-at.yes);
      expect(relativeError(logBetaTails({ a: 1, b }, at).upper, exact)).toBeLessThan(1e-12);
      expect(relativeError(logBetaTails({ a: b, b: 1 }, opposite(at)).lower, exact)).toBeLessThan(1e-12);
    }),
  );
});

test('a larger first parameter never makes the lower tail larger, nor does a smaller point', () => {
  fc.assert(
    fc.property(shape, point, ({ a, b }, at) => {
      const tail = betaLower({ a, b }, at) * (1 + 1e-9);
      expect(betaLower({ a: a + 1, b }, at)).toBeLessThanOrEqual(tail);
      expect(betaLower({ a, b }, chance(at.yes / 2))).toBeLessThanOrEqual(tail);
    }),
  );
});

test('ends of the range', () => {
  const one = { a: 2, b: 3 };
  expect([betaLower(one, chance(0)), betaLower(one, chance(1))]).toEqual([0, 1]);
  expect([betaUpper(one, chance(0)), betaUpper(one, chance(1))]).toEqual([1, 0]);
});

test('the incomplete beta function refuses impossible probabilities and parameters', () => {
  expect(() => chance(-0.1)).toThrow(RangeError);
  expect(() => chance(Number.NaN)).toThrow(RangeError);
  expect(() => betaLower({ a: 0, b: 1 }, chance(0.5))).toThrow(RangeError);
  expect(() => betaUpper({ a: 1, b: Number.POSITIVE_INFINITY }, chance(0.5))).toThrow(RangeError);
});
