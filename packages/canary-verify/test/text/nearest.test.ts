import { expect, test } from 'vitest';
import { nearest } from '../../src/text/nearest.js';

const WORDS = ['tolerance', 'timeout', 'expect', 'leak'];

test.each([
  ['tolerence', 'tolerance'],
  ['tolrance', 'tolerance'],
  ['tollerance', 'tolerance'],
  // Two letters that changed places are one mistake.
  ['otelrance', 'tolerance'],
  ['lekaxx', null],
  ['leka', 'leak'],
  ['lxxk', 'leak'],
  ['xxxk', null],
  ['expe', 'expect'],
  ['exp', null],
  ['expct', 'expect'],
  ['expectations', null],
  ['banana', null],
  ['', null],
])('%j probably stands for %j', (mistyped, word) => expect(nearest(mistyped, WORDS)).toBe(word));

test('the nearest one is meant, not the first that is near', () => {
  expect(nearest('stable', ['stale', 'stables', 'stable'])).toBe('stable');
  expect(nearest('stable', [])).toBeNull();
});

test('a swap counts only where both letters are next to each other in both words', () => {
  // One swap and one more letter: of six letters two may be wrong.
  expect(nearest('xepectt', ['expect'])).toBe('expect');
  expect(nearest('cab', ['abc'])).toBeNull();
});
