import { expect, test } from 'vitest';
import { higherVersion } from '../../src/tally/version-order.js';

test.each([
  ['1.0.0', '1.0.1', '1.0.1'],
  ['1.9.0', '1.10.0', '1.10.0'],
  ['v2', '1.9', 'v2'],
  ['1.0.0-rc.1', '1.0.0', '1.0.0'],
  ['1.0.0-rc.2', '1.0.0-rc.10', '1.0.0-rc.10'],
  ['1.0.0-1', '1.0.0-alpha', '1.0.0-alpha'],
  ['1.0.0+a', '1.0.0+b', null],
  ['blue', '1.0.0', null],
  ['1.0.0', '1.0.0', null],
])('of %s and %s: %s', (one, other, higher) => {
  expect(higherVersion(one, other)).toBe(higher);
  expect(higherVersion(other, one)).toBe(higher);
});
