import { expect, test } from 'vitest';
import { isWrittenAlike } from '../../src/text/written-alike.js';

test.each([
  ['1.1', '1.1.0'],
  ['1.1.0', '1.1'],
  ['1.1', '1.1.3'],
  ['v1.1.0', '1.1.0'],
  ['V1.1.0', 'v1.1.0'],
  ['build-101', '"build-101"'],
  ['build-101', 'W/"build-101"'],
  ['Blue', 'blue'],
  [' blue ', 'blue'],
  ['1.1.0', '1.1.0+build.7'],
  ['1.1.0', 'registry.example:5000/shop:1.1.0'],
  ['3f2a9c0', '3f2a9c0d11'],
  ['3f2a9c0d11', '3f2a9c0'],
])('%s and %s are the same, written in two ways', (meant, seen) => {
  expect(isWrittenAlike(meant, seen)).toBe(true);
});

test.each([
  ['1.1.0', '1.0.0'],
  ['1.0', '1.1.0'],
  ['1.1.3', '1.1'],
  ['1.1', '1.10'],
  ['1.0.0-14-gabcdef0', '1.0.0'],
  ['1.2.3', '1.2.3-canary.1'],
  ['10', '1'],
  ['3f2a', '3f2a9c0d11'],
  ['blue', 'blue-green'],
  ['', '1.0.0'],
  ['1.0.0', '""'],
])('%s and %s are two versions', (meant, seen) => {
  expect(isWrittenAlike(meant, seen)).toBe(false);
});

test('a value of any length is read in no time', () => {
  const long = 'a:'.repeat(120_000);
  expect(isWrittenAlike(`${long}b`, 'b')).toBe(false);
});
