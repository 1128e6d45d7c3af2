import fc from 'fast-check';
import { expect, test } from 'vitest';
import { asJavaScript, replaced } from '../../../src/haproxy/routing/evaluation/regex.js';

test.each([
  '^canary$',
  'v[0-9]+',
  '^/api/(v1|v2)/(.*)',
  '\\.js$',
  '[^a-z]',
  'a{2,3}?',
  '(?:x|y)z',
  '[.*+]',
  '\\d\\w',
  '[a-z-]',
])('%s is the same in JavaScript', (pattern) =>
  expect(asJavaScript(pattern, true)).toEqual(new RegExp(pattern, 'i')),
);

test.each([
  ['a look ahead', 'a(?=b)'],
  ['a mode', '(?i)a'],
  ['a name', '(?<n>a)'],
  ['a reference', '(a)\\1'],
  ['a word boundary', '\\bcanary'],
  ['a POSIX class', '[[:alpha:]]'],
  ['possessive', 'a++'],
  ['a brace that is none', 'a{x}'],
  ['what may take for ever', '(a+)+$'],
  ['alternatives again and again', '(a|a)*$'],
  ['letters beyond ASCII', 'é'],
  ['what is no expression', '(a'],
  ['white space of Unicode', 'a\\sb'],
])('%s is left to HAProxy', (_, pattern) => {
  expect(asJavaScript(pattern, false)).toBeNull();
});

test('whatever it says, an expression is refused or answers at once', () => {
  const piece = fc.constantFrom(
    ...'ab.*+?()[]{}|^$\\-,1:dwx'.split(''),
    '(?:',
    '[a-c]',
    '{2}',
    '{1,}',
    '(a|b)',
  );
  const subject = `${'ab'.repeat(40)}!`;
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 14 }), (pieces) => {
      asJavaScript(pieces.join(''), false)?.test(subject);
    }),
    { numRuns: 3_000 },
  );
}, 20_000);

test('a replacement takes groups, and letters behind a backslash', () => {
  const match = /(a)(b)?/.exec('xab') as RegExpExecArray;
  expect(replaced(match, '<\\0|\\2|\\1\\9|\\\\n>')).toBe('<ab|b|a|\\n>');
  expect(replaced(match, '\\x41')).toBeNull();
});
