import { expect, test } from 'vitest';
import { textMatch } from '../../src/options/text-match.js';

test.each<[string, string, string | null]>([
  ['v(\\d+)', 'shop v2', '2'],
  ['v\\d+', 'shop v2', 'v2'],
  ['v(\\d+)?', 'shop v', 'v'],
  ['v(\\d*)', 'shop v', ''],
  ['v\\d+', 'shop', null],
])('%s finds in %j: %j', (pattern, text, found) => expect(textMatch(pattern)(text)).toBe(found));

// Left alone, each of these would take longer than the universe has existed.
test.each(['^(a+)+$', '^(a|aa)+$', '^(?=(a+)+$)b?', '^(a*)*\\1b$'])(
  '%s gives up on a text made for it',
  (pattern) => {
    const match = textMatch(pattern);
    expect(match(`${'a'.repeat(5_000)}!`)).toBeNull();
    expect(match('!')).toBeNull();
  },
);

test('after a few texts that take too long no other is tried, and the run goes on', () => {
  const match = textMatch('^(a+)+$');
  expect(match('aa')).toBe('a'.repeat(2));
  const startedAt = performance.now();
  for (let text = 0; text < 1_000; text++) expect(match(`${'a'.repeat(5_000)}!`)).toBeNull();
  expect(performance.now() - startedAt).toBeLessThan(20_000);
  expect(match('aa')).toBeNull();
});
