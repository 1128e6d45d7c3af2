import { expect, test } from 'vitest';
import {
  commaValues,
  cookieValues,
  parameterValues,
} from '../../../src/haproxy/routing/evaluation/header-values.js';
import { lookedUp, readMap, readPatterns } from '../../../src/haproxy/routing/evaluation/maps.js';
import { int, str } from '../../../src/haproxy/routing/evaluation/sample-value.js';

test.each([
  ['a, b ,c', ['a', 'b', 'c']],
  ['', ['']],
  [',a,', ['', 'a', '']],
  ['"a,b",c', ['"a,b"', 'c']],
  ['"a\\",b",c', ['"a\\",b"', 'c']],
  ['"open,a', ['"open,a']],
])('the values of the header %j', (line, values) => {
  expect(commaValues(line)).toEqual(values);
});

test.each([
  ['a=1; b=2', 'b', ['2']],
  ['a = 1 ; a=2', 'a', ['1', '2']],
  ['$a=1; a=2', 'a', ['2']],
  ['$Version=1; a=2; $Path=/', '', ['2']],
  ['ab=1; b=2', 'a', []],
  ['a; a=2', 'a', ['2']],
  ['a="x;y"; b=1', 'a', ['"x;y"']],
  ['A=1', 'a', []],
  ['a=', 'a', []],
])('in the line %j the cookie %j is %j', (line, name, values) => {
  expect(cookieValues(line, name)).toEqual(values);
});

test.each([
  ['/p?a=1&b=2', 'b', ['2']],
  ['/p?ba=1;a=2', 'a', ['2']],
  ['/p?a=1&a=&a=3', 'a', ['1', '', '3']],
  ['/p?a', 'a', []],
  ['/p', 'a', []],
])('in %j the parameter %j is %j', (url, name, values) => {
  expect(parameterValues(url, name, '?')).toEqual(values);
});

test('a map gives the longest prefix and network, and else the first line that fits', () => {
  const prefixes = readMap('# comment\n al  one\nalw\ttwo \n\nal* three\n');
  expect(prefixes).toEqual([
    { key: 'al', value: 'one' },
    { key: 'alw', value: 'two' },
    { key: 'al*', value: 'three' },
  ]);
  expect(lookedUp(str('always'), prefixes, 'beg')).toBe('two');
  expect(lookedUp(str('always'), prefixes, 'sub')).toBe('one');
  expect(lookedUp(str('never'), prefixes, 'beg')).toBeNull();
  const networks = readMap('10.0.0.0/8 wide\n10.1.0.0/16 narrow\n');
  expect(lookedUp({ kind: 'ip', version: 4, value: 0x0a010203n }, networks, 'ip')).toBe('narrow');
  expect(lookedUp(int(7), readMap('0:9 low\n5: high\n'), 'int')).toBe('low');
});

test('a key that a map has twice, with different values, is not told', () => {
  expect(lookedUp(str('a'), readMap('a one\na two\n'), 'str')).toBeUndefined();
});

test('patterns are lines, with the blanks in them', () => {
  expect(readPatterns('# no\n  a b \r\n\n c\n')).toEqual(['a b ', 'c']);
});
