import fc from 'fast-check';
import { anyBytes, type Ending, early, parts, type Script, textOf } from './raw-answers.js';

/** What may stand neither in the name nor in the value of a header. */
const control = fc.constantFrom('\0', '\x01', '\x08', '\x0b', '\x1b', '\x7f', '\r', '\rX-Other: 1');

const brokenHeader = fc.oneof(
  control.map((character) => `X-Control: a${character}b`),
  control.map((character) => `X-Con${character}trol: a`),
  fc.constantFrom('no colon', 'nocolon', ': no name', 'a b: space', 'X(: token', '\u00e9: letter'),
  fc
    .constantFrom('', '-1', '+5', 'x', '1e3', '0x10', '5, 6', '5 5', '99999999999999999999999')
    .map((n) => `Content-Length: ${n}`),
  fc.constant('Content-Length: 3\r\nContent-Length: 4'),
  fc.integer({ min: 2_000, max: 4_000 }).map((count) => `${'X-Many: 0123456789\r\n'.repeat(count)}X-Last: 1`),
);

const brokenStatusLine = fc.constantFrom(
  'HTTP/3.0 200 OK',
  'HTTP/1.2 200 OK',
  'HTTP/1 200 OK',
  'HTTP/11 200 OK',
  'HTTP/1.1 99 Low',
  'HTTP/1.1 1000 High',
  'HTTP/1.1 000 Low',
  'HTTP/1.1 099 Low',
  'HTTP/1.1 -20 Low',
  'HTTP/1.1 2x0 OK',
  'HTTP/1.1 OK',
  'HTTP/1.1',
  'HTTP/1.1200 OK',
  'HTP/1.1 200 OK',
  'http/1.1 200 OK',
  '200 OK',
  '<html>',
  'HTTP/1.1 20',
  'HTTP/1.1 200 OK\r',
);

const brokenChunks = fc.constantFrom(
  'x\r\nabc\r\n0\r\n\r\n',
  '-3\r\nabc\r\n0\r\n\r\n',
  '3\r\nabcd\r\n0\r\n\r\n',
  '4\r\nabc\r\n0\r\n\r\n',
  '3\r\nabc0\r\n\r\n',
  '3\r\nabc\r\n',
  '3\r\nabc\r\n0\r\n',
  '3\r\nabc\r\n0\r\nno colon\r\n\r\n',
  'fffffffffffffffff\r\nabc\r\n0\r\n\r\n',
  '\r\nabc\r\n0\r\n\r\n',
  '0x3\r\nabc\r\n0\r\n\r\n',
  '3 \0\r\nabc\r\n0\r\n\r\n',
  '',
);

/** An answer with exactly one thing wrong. */
const brokenText: fc.Arbitrary<[kind: string, text: string]> = fc.oneof(
  fc
    .tuple(parts, brokenStatusLine)
    .map(([parts, statusLine]): [string, string] => ['status line', textOf({ ...parts, statusLine })]),
  fc
    .tuple(parts, brokenHeader, fc.nat(5))
    .map(([parts, broken, at]): [string, string] => [
      'header',
      textOf({ ...parts, headers: parts.headers.toSpliced(at, 0, broken), body: parts.body || 'x' }),
    ]),
  fc
    .tuple(parts, brokenChunks)
    .map(([parts, chunks]): [string, string] => [
      'chunks',
      textOf({ ...parts, framing: 'chunked', body: '' }).replace(/0\r\n\r\n$/, chunks),
    ]),
  fc.tuple(parts, fc.integer({ min: 1, max: 1_000 })).map(([parts, missing]): [string, string] => [
    'too long a length',
    textOf({
      ...parts,
      framing: 'until-close',
      headers: [...parts.headers, `Content-Length: ${parts.body.length + missing}`],
    }),
  ]),
  fc
    .tuple(parts, early)
    .map(([parts, early]): [string, string] => [
      'a 100 that nobody asked for: undici hangs up',
      `${early.join('')}HTTP/1.1 100 Continue\r\n\r\n${textOf(parts)}`,
    ]),
  fc
    .tuple(
      parts.filter(({ framing }) => framing !== 'until-close'),
      fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
    )
    .map(([parts, at]): [string, string] => {
      const whole = textOf(parts);
      return ['cut off', whole.slice(0, Math.floor(at * whole.length))];
    }),
  early.map((early): [string, string] => ['only early answers', early.join('')]),
  fc
    .tuple(parts, early)
    .map(([parts, early]): [string, string] => [
      'an upgrade',
      `${early.join('')}HTTP/1.1 101 Up\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n${textOf(parts)}`,
    ]),
  anyBytes(200).map((bytes): [string, string] => ['garbage', `\x16${bytes}`]),
);

/** What is no valid answer, whatever the server does then. */
export const brokenScript: fc.Arbitrary<Script> = fc
  .tuple(brokenText, fc.constantFrom<Ending>('fin', 'rst'))
  .map(([[kind, text], ending]) => ({ kind, text, ending, means: null }));
