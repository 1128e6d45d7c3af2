import { describe, expect, test } from 'vitest';
import { hiding, secretsInHeader, withTexts } from '../../src/text/known-secrets.js';

const SECRET = 's3cr3t "of" Ada & Bob';

test.each([
  ['as it is', SECRET],
  ['in capitals', SECRET.toUpperCase()],
  ['in JSON', JSON.stringify({ a: SECRET })],
  ['percent-encoded', encodeURIComponent(SECRET)],
  ['percent-encoded twice', encodeURIComponent(encodeURIComponent(SECRET))],
  ['in a form', encodeURIComponent(SECRET).replaceAll('%20', '+')],
  ['in HTML', 's3cr3t &quot;of&quot; Ada &amp; Bob'],
  ['in base64', Buffer.from(SECRET).toString('base64')],
])('a secret is hidden %s', (_, text) => {
  const hidden = hiding([SECRET])(`before ${text} after`);
  expect(hidden).toMatch(/^before .*\*\*\*.* after$/);
  expect(hidden).not.toMatch(/s3cr3t|Bob/i);
});

test('a short secret is hidden where it is a word, and a very short one is not', () => {
  expect(hiding(['test', 'x'])('test latest x testing')).toBe('*** latest x testing');
});

test.each([
  ['Authorization', 'Bearer abcdefgh', ['Bearer abcdefgh', 'abcdefgh']],
  [
    'Authorization',
    `Basic ${btoa('ada:pass:word')}`,
    [`Basic ${btoa('ada:pass:word')}`, btoa('ada:pass:word'), 'ada:pass:word', 'pass:word'],
  ],
  ['Cookie', 'sid=12345678; canary=always', ['sid=12345678; canary=always', '12345678']],
  ['X-Api-Key', 'abc', ['abc']],
])('%s: %s has the secrets %j', (name, value, secrets) => {
  expect(secretsInHeader(name, value)).toEqual(secrets);
});

describe('in a report', () => {
  const hide = hiding(['stable', 'refused', 'leak', '10.0.0.7']);

  test('words of ours stay, texts of others do not', () => {
    const report = {
      verdict: 'differs',
      stable: 3,
      diagnosis: [{ kind: 'leak', track: 'stable', instance: 'stable-1', cause: 'refused' }],
      versions: { '1.0': { stable: 2 }, stable: { stable: 1 } },
    };
    expect(withTexts(report, hide)).toEqual({
      verdict: 'differs',
      stable: 3,
      diagnosis: [{ kind: 'leak', track: 'stable', instance: '***-1', cause: 'refused' }],
      versions: { '1.0': { stable: 2 }, '***': { stable: 1 } },
    });
  });

  test('two names that become the same one stay two', () => {
    const names = { instances: { 'leak 10.0.0.7': 1, 'leak stable': 2 } };
    expect(withTexts(names, hiding(['10.0.0.7', 'stable']))).toEqual({
      instances: { 'leak ***': 1, 'leak *** (2)': 2 },
    });
  });

  test('a text of Consul is no word of ours', () => {
    expect(withTexts({ cause: 'it said stable here' }, hide)).toEqual({ cause: 'it said *** here' });
  });
});
