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
  '(^|;\\s*)canary=always(;|$)',
  '\\bcanary\\b|\\Bx\\S',
])('%s is the same in JavaScript', (pattern) =>
  expect(asJavaScript(pattern, true)).toEqual(new RegExp(pattern, 'i')),
);

test('a mode in front holds for the whole expression', () => {
  expect(asJavaScript('(?i)^canary', false)).toEqual(/^canary/i);
});

test.each([
  ['a look ahead', 'a(?=b)'],
  ['a mode in the middle', 'a(?i)b'],
  ['another mode', '(?m)a'],
  ['a name', '(?<n>a)'],
  ['a reference', '(a)\\1'],
  ['a word boundary again and again', '(\\b)*a'],
  ['a POSIX class', '[[:alpha:]]'],
  ['possessive', 'a++'],
  ['a brace that is none', 'a{x}'],
  ['what may take for ever', '(a+)+$'],
  ['alternatives again and again', '(a|a)*$'],
  ['letters beyond ASCII', 'é'],
  ['what is no expression', '(a'],
])('%s is left to HAProxy', (_, pattern) => {
  expect(asJavaScript(pattern, false)).toBeNull();
});

test('a range that runs backwards is left to HAProxy', () => {
  expect(asJavaScript('[|-a]', false)).toBeNull();
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
});

test('it finds what JavaScript finds, with the same groups', () => {
  const piece = fc.constantFrom(
    ...[
      'a',
      'b',
      '.',
      '*',
      '+',
      '?',
      '|',
      '^',
      '$',
      '(',
      ')',
      '(?:',
      '[ab]',
      '[^a]',
      '[a-c1-]',
      '\\d',
      '\\W',
      '\\b',
      '\\B',
      '\\s',
      '\\S',
      '\\.',
    ],
    ...['{2}', '{1,}', '{0,2}', '{1,3}?', '*?', '+?', '??', '(a|b)', '(ab)', '(a)?', '(?:ab|a)', 'B'],
  );
  const text = fc.string({ unit: fc.constantFrom(...'abB1.- '), maxLength: 12 });
  let compared = 0;
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), fc.boolean(), text, (pieces, ignoreCase, subject) => {
      const regex = asJavaScript(pieces.join(''), ignoreCase);
      if (regex === null) return;
      compared++;
      const wanted = new RegExp(regex.source, regex.flags).exec(subject);
      const found = regex.find(subject);
      expect(
        found === null ? null : [...[...(found ?? ['unknown'])].map((group) => group ?? ''), found?.index],
        `${regex} ${subject}`,
        // A group that took nothing is empty to PCRE and may be undefined to JavaScript.
      ).toEqual(wanted === null ? null : [...[...wanted].map((group) => group ?? ''), wanted.index]);
    }),
    { numRuns: 20_000 },
  );
  expect(compared).toBeGreaterThan(3_000);
});

/** Each takes years when it is followed back and forth. */
const SLOW: readonly [pattern: string, text: string][] = [
  [`^${'a*'.repeat(10)}b$`, 'a'.repeat(200)],
  [`^${'a*'.repeat(10)}b$`, 'a'.repeat(10_000)],
  [`${'a*'.repeat(6)}b`, 'a'.repeat(5_000)],
  [`${'.*'.repeat(8)}=x`, 'y'.repeat(2_000)],
  [`^${'[a-z]+'.repeat(9)}1$`, 'a'.repeat(300)],
  [`${'a?'.repeat(40)}${'a'.repeat(40)}b`, 'a'.repeat(79)],
  [`^${'a{0,99}'.repeat(20)}b$`, 'a'.repeat(300)],
  [`^${'a*'.repeat(10)}[^a]*?bc?$`, `${'a'.repeat(200)}c`],
];

test.each(SLOW)('%s on a text made for it is bounded', (pattern, text) => {
  const startedAt = performance.now();
  const regex = asJavaScript(pattern, false);
  for (let times = 0; times < 50; times++) expect(regex?.find(text)).toBeNull();
  // Fifty times what one may take.
  expect(performance.now() - startedAt).toBeLessThan(10_000);
});

test('a match that takes HAProxy more steps than it has is not told', () => {
  const regex = asJavaScript(`^${'a*'.repeat(8)}b$|^.*c$`, false);
  expect(regex?.find('aaac')?.[0]).toBe('aaac');
  expect(regex?.find(`${'a'.repeat(300)}c`)).toBeUndefined();
  expect(regex?.find(`${'a'.repeat(300)}d`)).toBeNull();
});

test('a replacement takes groups, and letters behind a backslash', () => {
  const match = /(a)(b)?/.exec('xab') as RegExpExecArray;
  expect(replaced(match, '<\\0|\\2|\\1\\9|\\\\n>')).toBe('<ab|b|a|\\n>');
  expect(replaced(match, '\\x41')).toBeNull();
});
