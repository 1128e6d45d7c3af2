import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import type { Conduct } from './raw-server.js';

/** What the fake does to the connection after its bytes. */
export type Ending = 'open' | 'fin' | 'rst' | 'late-rst';

/** Bytes that answer a request, one character each, and what a client must make of them. */
export interface Script {
  kind: string;
  text: string;
  ending: Ending;
  /** Null: no valid answer. */
  means: { status: number; body: string } | null;
}

/** Plays a script on the connection that the request came on. */
export function play({ text, ending }: Pick<Script, 'text' | 'ending'>): Conduct {
  return (socket) => {
    const over = () => {
      if (ending === 'fin') socket.end();
      if (ending === 'rst') socket.resetAndDestroy();
      if (ending === 'late-rst') afterTurns(3, () => socket.resetAndDestroy());
    };
    if (text === '') over();
    else socket.write(Buffer.from(text, 'latin1'), over);
  };
}

/**
 * Waits for so many turns of the event loop. The client lives on the same one, so it has read by then what was written: a time
 * would pass on a busy machine before it has, and bytes and reset would reach it together.
 */
function afterTurns(turns: number, act: () => void): void {
  setImmediate(() => (turns === 1 ? act() : afterTurns(turns - 1, act)));
}

/** The parts of an answer, before they are put together or broken. */
export interface Parts {
  statusLine: string;
  headers: string[];
  framing: 'length' | 'chunked' | 'until-close';
  body: string;
}

export function textOf({ statusLine, headers, framing, body }: Parts): string {
  const framed = { length: [`Content-Length: ${body.length}`], chunked: ['Transfer-Encoding: chunked'] };
  const lines = [statusLine, ...headers, ...(framing === 'until-close' ? [] : framed[framing])];
  return `${lines.join('\r\n')}\r\n\r\n${framing === 'chunked' ? chunked(body) : body}`;
}

function chunked(body: string): string {
  const chunks = body.match(/.{1,7}/gs) ?? [];
  return `${chunks.map((chunk) => `${chunk.length.toString(16)}\r\n${chunk}\r\n`).join('')}0\r\n\r\n`;
}

const asText = (bytes: Uint8Array) => Buffer.from(bytes).toString('latin1');
const utf8 = (text: string) => Buffer.from(text, 'latin1').toString();

const json = fc.json().map((text) => asText(Buffer.from(text)));
export const anyBytes = (most: number) => fc.uint8Array({ maxLength: most }).map(asText);
const compressed = fc
  .tuple(fc.constantFrom(gzipSync, deflateSync, brotliCompressSync), fc.json(), fc.nat(20))
  .map(([compress, text, lost]) => asText(compress(text).subarray(lost)));
const body = fc.oneof(
  json,
  fc.constantFrom('', '{', '{"version":', '\xff\xfe', '\xc3(', 'hello'),
  anyBytes(300),
  compressed,
);

const headerLine = fc.oneof(
  fc
    .tuple(fc.stringMatching(/^X-[A-Za-z0-9-]{1,20}$/), fc.stringMatching(/^[ -~]{0,40}$/))
    .map(([n, v]) => `${n}: ${v}`),
  fc.integer({ min: 1_000, max: 2_000 }).map((count) => `${'X: 1\r\n'.repeat(count)}X: 2`),
  fc.constantFrom(
    'Content-Encoding: gzip',
    'Content-Encoding: deflate',
    'Content-Encoding: br',
    'X-Service-Track: canary',
    'Content-Type: application/json',
    'Location: /elsewhere',
    'Keep-Alive: timeout=1',
    'Keep-Alive: timeout=-1',
    'Connection: close',
  ),
);

export const parts: fc.Arbitrary<Parts> = fc.record({
  statusLine: fc
    .constantFrom(
      '200 OK',
      '200 ',
      '201 Made',
      '301 Moved',
      '302 Found',
      '307 There',
      '404 No',
      '429 Slow',
      '500 Oh',
      '503 No',
    )
    .map((status) => `HTTP/1.1 ${status}`),
  headers: fc.array(headerLine, { maxLength: 3 }),
  framing: fc.constantFrom('length', 'chunked', 'until-close'),
  body,
});

export const early = fc.array(
  fc.constantFrom('HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n', 'HTTP/1.1 102 Wait\r\n\r\n'),
  { maxLength: 3 },
);

/** Whatever follows an answer that says how long it is. */
const tail = fc.oneof(
  fc.constant(''),
  fc.constant('\r\n'),
  anyBytes(40),
  parts.map((parts) => textOf({ ...parts, headers: ['X-Second: yes'] })),
);

/** Complete answers; after some of them comes what nobody asked for. */
export const validScript: fc.Arbitrary<Script> = fc
  .tuple(parts, early, tail, fc.constantFrom<Ending>('open', 'fin'))
  .map(([parts, early, tail, ending]) => {
    const means = { status: Number(parts.statusLine.split(' ')[1]), body: utf8(parts.body) };
    if (parts.framing === 'until-close')
      return { kind: 'valid', text: early.join('') + textOf(parts), ending: 'fin', means };
    // Who closes without having said so may get the next request on the way: that one fails, and rightly.
    const headers = ending === 'fin' ? [...parts.headers, 'Connection: close'] : parts.headers;
    return { kind: 'valid', text: early.join('') + textOf({ ...parts, headers }) + tail, ending, means };
  });
