import { expect, test } from 'vitest';
import { printable } from '../../src/text/printable.js';

test.each([
  ['service-v1-1', 'service-v1-1'],
  ['\u001b[31mred', '\\u001b[31mred'],
  ['a\r\nb', 'a\\u000d\\u000ab'],
  ['\u202egnp.exe', '\\u202egnp.exe'],
  ['\u009b31m', '\\u009b31m'],
  ['Grüße 🐤', 'Grüße 🐤'],
])('%j is shown as %j', (text, shown) => expect(printable(text)).toBe(shown));

test('a long text is cut', () => expect(printable('x'.repeat(100), 10)).toBe('xxxxxxxxx…'));

test('a character outside the basic plane is not cut in half', () => {
  expect(printable('ab😀cd', 4)).toBe('ab…');
});
