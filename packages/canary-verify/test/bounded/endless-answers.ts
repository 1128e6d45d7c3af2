import type { Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import type { Conduct } from '../sampling/raw-server.js';

/** Says something once, then the same piece again and again, as fast as it is taken, until the client hangs up. */
export function endless(beginning: string, piece: string): Conduct {
  const bytes = Buffer.from(piece.repeat(Math.ceil(65_536 / piece.length)), 'latin1');
  return (socket) => {
    socket.write(Buffer.from(beginning, 'latin1'));
    pump(socket, () => bytes);
  };
}

/** Hands on pieces as fast as they are taken. */
export function pump(socket: Socket, next: () => Buffer): void {
  const go = () => {
    while (!socket.destroyed && socket.write(next())) {
      // The socket takes more.
    }
  };
  socket.on('drain', go);
  go();
}

/** Says a piece every few milliseconds, without end. */
function dripping(beginning: string, piece: string): Conduct {
  return (socket) => {
    socket.write(Buffer.from(beginning, 'latin1'));
    const timer = setInterval(() => socket.write(Buffer.from(piece, 'latin1')), 20);
    socket.on('close', () => clearInterval(timer));
  };
}

const once = (text: () => string | Buffer): Conduct => {
  return (socket) => {
    const said = text();
    socket.write(typeof said === 'string' ? Buffer.from(said, 'latin1') : said);
  };
};

const withBody = (body: string | Buffer, ...headers: string[]): Buffer =>
  Buffer.concat([
    Buffer.from(
      ['HTTP/1.1 200 OK', ...headers, `Content-Length: ${body.length}`, '', ''].join('\r\n'),
      'latin1',
    ),
    Buffer.from(body),
  ]);

const OK = 'HTTP/1.1 200 OK\r\n';
const CHUNKED = `${OK}Transfer-Encoding: chunked\r\n\r\n`;

let named = 0;
const newName = (length: number) => `${++named}-`.padEnd(length, 'n');

const named240 = (field: string) =>
  once(() => withBody(JSON.stringify({ track: 'stable', [field]: newName(240_000) })));

/** One request in a thousand gets no answer: all that follow wait for it. */
function hangingSometimes(conduct: Conduct): Conduct {
  let requests = 0;
  return (socket) => {
    if (requests++ % 1_000 !== 0) conduct(socket);
  };
}

/** The answers of hostile servers: without end, huge, or each another one. */
export const HOSTILE: Readonly<Record<string, Conduct>> = {
  'a chunk extension without end': endless(`${CHUNKED}1;`, 'x'),
  'chunk extensions without end': endless(CHUNKED, '1;x=y\r\nx\r\n'),
  'a chunk size without end': endless(CHUNKED, '0'),
  'chunks of one byte without end': endless(CHUNKED, '1\r\nx\r\n'),
  'a reason phrase without end': endless('HTTP/1.1 200 ', 'x'),
  'a status line without end': endless('', 'HTTP'),
  'a header name without end': endless(OK, 'x'),
  'a header value without end': endless(`${OK}X: `, 'x'),
  'header lines without end': endless(OK, 'X-A: b\r\n'),
  'empty header values without end': endless(OK, 'X:\r\n'),
  'spaces before a value without end': endless(`${OK}X:`, ' '),
  'a folded header without end': endless(`${OK}X: y\r\n`, ' z\r\n'),
  'early responses 100 without end': endless('', 'HTTP/1.1 100 Continue\r\n\r\n'),
  'early responses 102 without end': endless('', 'HTTP/1.1 102 Processing\r\n\r\n'),
  'early responses 103 without end': endless('', 'HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n'),
  'an upgrade without end': endless('HTTP/1.1 101 Go\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n', 'x'),
  'trailers without end': endless(`${CHUNKED}0\r\n`, 'X-A: b\r\n'),
  'a trailer value without end': endless(`${CHUNKED}0\r\nX: `, 'x'),
  'a body without length and end': endless(`${OK}\r\n`, 'x'),
  'a body of a huge length': endless(`${OK}Content-Length: 999999999999999\r\n\r\n`, 'x'),
  'a length that is no number': endless(`${OK}Content-Length: 99999999999999999999999999\r\n\r\n`, 'x'),
  'answers without end to one request': endless('', `${OK}Content-Length: 2\r\n\r\n{}`),
  'empty lines without end': endless('', '\r\n'),
  'zero bytes without end': endless('', '\0'),
  'early responses in drops': dripping('', 'HTTP/1.1 103 Early Hints\r\n\r\n'),
  'a body in drops': dripping(`${OK}\r\n`, 'x'),
  'headers in drops': dripping(OK, 'X: y\r\n'),
  'thousands of cookies': once(
    () => `${OK}${`Set-Cookie: a${++named}=b\r\n`.repeat(700)}Content-Length: 2\r\n\r\n{}`,
  ),
  'another header name each time': once(
    () =>
      `${OK}${Array.from({ length: 1_800 }, () => `${(++named).toString(36)}:\r\n`).join('')}Content-Length: 2\r\n\r\n{}`,
  ),
  'another instance of 240 KB each time': named240('instance'),
  'another version of 240 KB each time': named240('version'),
  'another service of 240 KB each time': named240('service'),
  'another header value of 12 KB each time': once(
    () =>
      `${OK}X-Service-Track: stable\r\nX-Service-Instance: ${newName(12_000)}\r\nContent-Length: 2\r\n\r\n{}`,
  ),
  'another status each time': once(
    () => `HTTP/1.1 ${200 + (++named % 700)} x\r\nContent-Length: 2\r\n\r\n{}`,
  ),
  'a request that hangs while others bring 240 KB each': hangingSometimes(named240('other')),
  'a request that hangs while others bring another header of 12 KB each': hangingSometimes(
    once(() => `${OK}X-Service-Track: stable\r\nX-Other: ${newName(12_000)}\r\nContent-Length: 2\r\n\r\n{}`),
  ),
  'a compressed bomb': once(() => withBody(BOMB, 'Content-Encoding: gzip')),
  'a bomb in a bomb': once(() => withBody(gzipSync(BOMB), 'Content-Encoding: gzip, gzip')),
  'JSON nested 100,000 deep': once(() => withBody(`${'['.repeat(100_000)}${']'.repeat(100_000)}`)),
  'objects nested 40,000 deep': once(() => withBody(`${'{"a":'.repeat(40_000)}1${'}'.repeat(40_000)}`)),
  'JSON with 20,000 names': once(() =>
    withBody(`{${Array.from({ length: 20_000 }, (_, n) => `"${named++}${n}":1`).join()}}`.slice(0, 250_000)),
  ),
};

const BOMB = gzipSync(Buffer.alloc(100 * 1024 * 1024));
