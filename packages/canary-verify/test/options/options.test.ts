import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { resolveOptions, type VerifyOptions } from '../../src/options/options.js';
import { UsageError } from '../../src/text/usage-error.js';

function problem(options: VerifyOptions): string {
  try {
    resolveOptions(options);
  } catch (error) {
    if (error instanceof UsageError) return error.message;
    throw error;
  }
  throw new Error('expected a UsageError');
}

describe('the expectation', () => {
  test.each([
    ['10%', 0.1, 0.03],
    ['10 %', 0.1, 0.03],
    [0.1, 0.1, 0.03],
    ['0.1', 0.1, 0.03],
    ['1%', 0.01, 0.005],
    ['0.1%', 0.001, 0.0005],
    ['98%', 0.98, 0.01],
  ])('%s means %f within %f', (expected, share, tolerance) => {
    const [arm] = resolveOptions({ expect: expected }).arms;
    expect(arm.expectation.kind).toBe('share');
    if (arm.expectation.kind !== 'share') return;
    expect(arm.expectation.share).toBeCloseTo(share, 12);
    expect(arm.expectation.tolerance).toBeCloseTo(tolerance, 12);
  });

  test('a tolerance is absolute in percentage points and relative in per cent', () => {
    const tolerance = (written: string) => {
      const [arm] = resolveOptions({ expect: '20%', tolerance: written }).arms;
      return arm.expectation.kind === 'share' ? arm.expectation.tolerance : null;
    };
    expect(tolerance('5pp')).toBeCloseTo(0.05, 12);
    expect(tolerance('30%')).toBeCloseTo(0.06, 12);
  });

  test('0 % and 100 % mean one version alone, with a leak of 1 % to rule out', () => {
    expect(resolveOptions({ expect: '100%' }).arms[0].expectation).toEqual({
      kind: 'only',
      track: 'canary',
      leak: 0.01,
      together: null,
    });
    expect(resolveOptions({ expect: 0, leak: '0.1%' }).arms[0].expectation).toEqual({
      kind: 'only',
      track: 'stable',
      leak: 0.001,
      together: null,
    });
  });
});

describe('what cannot be used is refused: which option, what it wants, what it got', () => {
  test.each<[VerifyOptions, string]>([
    [{}, 'expect is missing: the share of requests that should reach the canary, for example 10%'],
    [{ expect: 'banana' }, 'expect must be a share, for example 10% or 0.1; got "banana"'],
    [{ expect: '10' }, 'expect must be a share, for example 10% or 0.1; got "10"; did you mean 10%?'],
    [{ expect: '110%' }, 'expect must be a share, for example 10% or 0.1; got "110%"'],
    [{ expect: -0.1 }, 'expect must be a share, for example 10% or 0.1; got "-0.1"'],
    [{ expect: Number.NaN }, 'expect must be a share, for example 10% or 0.1; got "NaN"'],
    [
      { expect: '10%', tolerance: '10pp' },
      'tolerance of "10pp" cannot be tested: no canary at all would match 10 % ± 10 points; use less than 10 points',
    ],
    [
      { expect: '99%', tolerance: '2pp' },
      'tolerance of "2pp" cannot be tested: nothing but the canary would match 99 % ± 2 points; use less than 1 point',
    ],
    [
      { expect: '10%', tolerance: 'wide' },
      'tolerance must be percentage points, for example 3pp, or a part of the share, for example 30%; got "wide"',
    ],
    [
      { expect: '100%', tolerance: '3pp' },
      'tolerance has no meaning for 100 %: use `leak`, the largest leak to rule out',
    ],
    [
      { expect: '10%', confidence: '100%' },
      'confidence must be at least 50 % and less than 100 %; got "100%"',
    ],
    [
      { expect: '10%', target: 'ftp://x' },
      'target must be a URL, for example http://localhost:48151/version; got "ftp://x"',
    ],
    [
      { expect: '10%', target: 'http://u:p@x/' },
      'target must not contain credentials: send them in a header instead',
    ],
    [{ expect: '10%', path: 'a b' }, 'path must be a path, for example /version; got "a b"'],
    [{ expect: '10%', path: '/a\r\nX: y' }, 'path must be a path, for example /version; got "/a\\r\\nX: y"'],
    [
      { expect: '10%', by: 'mood' },
      'by must be header:NAME, json:/POINTER, body:REGEX or status; got "mood"',
    ],
    [{ expect: '10%', by: 'body:(' }, 'by must be body:REGEX with a valid regular expression; got "("'],
    [
      { expect: '10%', settleMs: 30_000 },
      'settle must have `replicas` or `consul` beside it: they say which replicas to wait for',
    ],
    [
      { expect: '10%', instance: 'status' },
      'instance must be header:NAME, json:/POINTER or body:REGEX; got "status"',
    ],
    [
      { expect: '10%', instance: 'body:(' },
      'instance must be body:REGEX with a valid regular expression; got "("',
    ],
    [{ expect: '10%', by: 'body:' }, 'by must be body:REGEX with a valid regular expression; got ""'],
    [{ expect: '10%', canary: 'a', stable: 'a' }, 'canary and `stable` must differ; got "a" for both'],
    [{ expect: '10%', connections: 0 }, 'connections must be a whole number from 1 to 1000; got "0"'],
    [
      { expect: '10%', maxRequests: 1.5 },
      'maxRequests must be a whole number from 1 to 1000000000; got "1.5"',
    ],
    [
      { expect: '10%', headers: { 'X Y': '1' } },
      'headers number 1: the name contains a character that is not allowed',
    ],
    [
      { expect: '10%', headers: { X: 'a\nb' } },
      'headers has control characters or characters outside Latin-1 in the value of X',
    ],
    [
      { expect: '10%', headers: { 'Content-Length': '3' } },
      'headers cannot change Content-Length: canary-verify sets it',
    ],
    [
      { expect: '10%', followRedirects: true, body: 'x' },
      'followRedirects is only for GET and HEAD: use the URL that the redirect names',
    ],
    [{ expect: '10%', arms: [] }, 'expect and `arms` exclude each other: give each arm its own expectation'],
    [{ arms: [] }, 'arms must have at least one arm; got none'],
  ])('%j', (options, message) => expect(problem(options)).toBe(message));

  test('a secret in a header is not shown', () => {
    expect(problem({ expect: '10%', headers: { Authorization: 'Bearer s3cret\n' } })).not.toContain('s3cret');
  });
});

describe('CR, LF and NUL are refused before anything is sent', () => {
  const control = fc.constantFrom('\r', '\n', '\0', '\r\n', '\r\nX-Other: 1', '\n\nGET / HTTP/1.1');
  const places: [string, (text: string) => VerifyOptions][] = [
    ['a header value', (text) => ({ headers: { 'X-A': text } })],
    ['a header name', (text) => ({ headers: { [text]: '1' } })],
    ['the Host header', (text) => ({ headers: { Host: text } })],
    ['a cookie', (text) => ({ headers: { Cookie: `a=${text}` } })],
    [
      'the type of a body',
      (text) => ({ headers: { 'Content-Type': `multipart/x; boundary=${text}` }, body: 'x' }),
    ],
    ['a header of an arm', (text) => ({ arms: [{ name: 'a', expect: '10%', headers: { 'X-A': text } }] })],
    ['the method', (text) => ({ method: text })],
    ['the target', (text) => ({ target: `http://shop/${text}` })],
    ['the path', (text) => ({ path: `/${text}` })],
    ['the header that says the version', (text) => ({ by: `header:${text}` })],
    ['the place to connect to', (text) => ({ connectTo: `${text}:1` })],
    ['what is resolved', (text) => ({ resolve: [`localhost:48151:${text}`] })],
    ['the socket', (text) => ({ unixSocket: text })],
    ["Consul's URL", (text) => ({ consul: `http://consul/${text}` })],
    ["Consul's token", (text) => ({ consul: 'http://consul', consulToken: text })],
  ];

  test.each(places)('in %s', (_, options) => {
    const word = fc.stringMatching(/^[a-z0-9]{0,8}$/);
    fc.assert(
      fc.property(word, control, word, (before, control, after) => {
        const given = options(before + control + after);
        const expected = given.arms === undefined ? { expect: '10%' } : {};
        expect(() => resolveOptions({ ...expected, ...given })).toThrow(UsageError);
      }),
    );
  });
});

test('the target is a URL, with or without a scheme, and its path can be replaced', () => {
  expect(resolveOptions({ expect: '10%' }).target.href).toBe('http://localhost:48151/version');
  expect(resolveOptions({ expect: '10%', target: 'shop:8080/v' }).target.href).toBe('http://shop:8080/v');
  expect(resolveOptions({ expect: '10%', path: '//other/a' }).target.href).toBe(
    'http://localhost:48151//other/a',
  );
  expect(resolveOptions({ expect: '10%', path: '/a?b=c' }).target.href).toBe('http://localhost:48151/a?b=c');
});
