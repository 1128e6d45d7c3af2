import { expect, test } from 'vitest';
import { EndOfText } from '../../src/system/end-of-text.js';

test('the end of a text is kept, however it comes', () => {
  const whole = Array.from({ length: 500 }, (_, line) => `line ${line}`).join('\n');
  for (const length of [1, 7, 99, 100, 101, 5_000]) {
    const end = new EndOfText(100);
    for (let from = 0; from < whole.length; from += length) {
      end.add(whole.slice(from, from + length));
      expect(end.text).toBe(whole.slice(0, from + length).slice(-100));
    }
  }
});

test('a short text is kept whole', () => {
  const end = new EndOfText(100);
  expect(end.text).toBe('');
  end.add('Started');
  expect(end.text).toBe('Started');
});
