import { createServer, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { pump } from './endless-answers.js';

/** A frame of HTTP/2 (RFC 9113, section 4.1). */
function frame(type: number, flags: number, stream: number, payload: Buffer = Buffer.alloc(0)): Buffer {
  const head = Buffer.alloc(9);
  head.writeUIntBE(payload.length, 0, 3);
  head[3] = type;
  head[4] = flags;
  head.writeUInt32BE(stream, 5);
  return Buffer.concat([head, payload]);
}

const DATA = 0;
const HEADERS = 1;
const SETTINGS = 4;
const PING = 6;
const WINDOW_UPDATE = 8;
const CONTINUATION = 9;
const ALTSVC = 10;
const ORIGIN = 12;

const END_HEADERS = 4;

/** `:status: 200` and `:status: 103`, and a header, as HPACK writes them without its table (RFC 7541, section 6.2). */
const literal = (name: string, value: string) =>
  Buffer.concat([
    Buffer.from([0, name.length]),
    Buffer.from(name),
    Buffer.from(value.length < 127 ? [value.length] : [127, ...varint(value.length - 127)]),
    Buffer.from(value),
  ]);

function varint(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
  return [...bytes, rest];
}

const STATUS_200 = Buffer.from([0x88]);
const STATUS_103 = literal(':status', '103');

const ok = (stream: number, ...headers: Buffer[]) =>
  frame(HEADERS, END_HEADERS, stream, Buffer.concat([STATUS_200, ...headers]));

const good = (stream: number) =>
  Buffer.concat([
    ok(stream, literal('x-service-track', 'stable')),
    frame(DATA, 1, stream, Buffer.from('{}')),
  ]);

/** What a hostile server sends for a request on a stream, once and then without end. */
interface Hostility {
  first?: (stream: number) => Buffer;
  endless: (stream: number) => Buffer;
}

let counted = 0;
const origin = () => {
  const text = Buffer.from(`https://${++counted}.example`.padEnd(250, 'x'));
  const length = Buffer.alloc(2);
  length.writeUInt16BE(text.length);
  return Buffer.concat([length, text]);
};

export const HEADERS_WITHOUT_END: Hostility = {
  first: (stream) => frame(HEADERS, 0, stream, STATUS_200),
  endless: (stream) => frame(CONTINUATION, 0, stream, literal('x-a', 'b'.repeat(1_000))),
};

export const HOSTILE_HTTP2: Readonly<Record<string, Hostility>> = {
  'early responses without end': { endless: (stream) => frame(HEADERS, END_HEADERS, stream, STATUS_103) },
  'a body without end': { first: ok, endless: (stream) => frame(DATA, 0, stream, Buffer.alloc(1_000)) },
  'empty pieces of a body without end': { first: ok, endless: (stream) => frame(DATA, 0, stream) },
  'headers without end': HEADERS_WITHOUT_END,
  'empty continuations without end': {
    first: (stream) => frame(HEADERS, 0, stream, STATUS_200),
    endless: (stream) => frame(CONTINUATION, 0, stream),
  },
  'pings without end': { endless: () => frame(PING, 0, 0, Buffer.alloc(8)) },
  'settings without end': { endless: () => frame(SETTINGS, 0, 0) },
  'windows without end': { endless: () => frame(WINDOW_UPDATE, 0, 0, Buffer.from([0, 0, 0, 1])) },
  'unknown frames without end': { endless: () => frame(99, 0, 0, Buffer.alloc(16_000)) },
  'another alternative each time': {
    endless: () =>
      frame(ALTSVC, 0, 0, Buffer.concat([Buffer.from([0, 2]), Buffer.from(`h3=":${++counted}"`)])),
  },
  'another origin each time': {
    endless: () => frame(ORIGIN, 0, 0, Buffer.concat(Array.from({ length: 60 }, origin))),
  },
  'another instance each time': {
    first: (stream) =>
      Buffer.concat([
        ok(
          stream,
          literal('x-service-track', 'stable'),
          literal('x-service-instance', `${++counted}`.padEnd(12_000, 'x')),
        ),
        frame(DATA, 1, stream, Buffer.from('{}')),
      ]),
    endless: () => Buffer.alloc(0),
  },
};

export interface Http2Server extends AsyncDisposable {
  port: number;
}

/** A fake server of HTTP/2 down to the bytes: good at first, then hostile. `tls`: its key and certificate, if it has any. */
export async function hostileHttp2(
  { first, endless }: Hostility,
  tls: { key: string; cert: string } | null,
): Promise<Http2Server> {
  const open = new Set<Socket>();
  let requests = 0;
  const serve = (socket: Socket) => {
    open.add(socket);
    socket.on('error', () => {}).on('close', () => open.delete(socket));
    socket.write(frame(SETTINGS, 0, 0));
    eachStream(socket, (stream) => {
      if (++requests <= 60) return void socket.write(good(stream));
      if (first !== undefined) socket.write(first(stream));
      const piece = endless(stream);
      if (piece.length === 0) return;
      pump(socket, () =>
        Buffer.concat(Array.from({ length: Math.ceil(30_000 / piece.length) }, () => endless(stream))),
      );
    });
  };
  const server =
    tls === null ? createServer(serve) : createTlsServer({ ...tls, ALPNProtocols: ['h2'] }, serve);
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    port: (server.address() as { port: number }).port,
    async [Symbol.asyncDispose]() {
      for (const socket of open) socket.destroy();
      await new Promise((closed) => server.close(closed));
    },
  };
}

/** Finds the frames of headers in what a client sends; each is a request. */
function eachStream(socket: Socket, take: (stream: number) => void): void {
  let unread = Buffer.alloc(0);
  let greeted = false;
  socket.on('data', (bytes) => {
    unread = Buffer.concat([unread, bytes]);
    if (!greeted && unread.length >= 24) {
      greeted = true;
      unread = unread.subarray(24);
    }
    while (greeted && unread.length >= 9) {
      const length = unread.readUIntBE(0, 3);
      if (unread.length < 9 + length) return;
      const [type, flags, stream] = [unread[3], unread[4] ?? 0, unread.readUInt32BE(5)];
      unread = unread.subarray(9 + length);
      if (type === HEADERS) take(stream);
      if (type === SETTINGS && flags === 0) socket.write(frame(SETTINGS, 1, 0));
    }
  });
}
