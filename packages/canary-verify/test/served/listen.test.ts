import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Listening, listen, readListenAddress } from '../../src/served/listen.js';
import { nothingWatched } from '../../src/served/standing.js';

describe('an address', () => {
  test.each([
    [':9464', { host: '127.0.0.1', port: 9464 }],
    ['0.0.0.0:80', { host: '0.0.0.0', port: 80 }],
    ['[::1]:1', { host: '::1', port: 1 }],
    ['canary.internal:65535', { host: 'canary.internal', port: 65_535 }],
  ])('%s', (written, read) => expect(readListenAddress(written)).toEqual(read));

  test.each(['9464', ':', ':65536', 'http://localhost:1', ':12x', '::1:80'])('%s is refused', (written) =>
    expect(() => readListenAddress(written)).toThrow('must be a port of this machine'),
  );
});

describe('a listener', () => {
  let listening: Listening;
  beforeAll(async () => {
    listening = await listen({ host: '127.0.0.1', port: 0 }, () => nothingWatched(1));
  });
  afterAll(() => listening[Symbol.asyncDispose]());

  const open = async (): Promise<Socket> => {
    const socket = connect(Number(new URL(listening.url).port), '127.0.0.1');
    await once(socket, 'connect');
    // To be hung up on is what these tests are about.
    socket.on('error', () => {});
    return socket;
  };
  const isWell = async () => expect(await (await fetch(`${listening.url}/healthz`)).text()).toBe('ok\n');

  test('that cannot be had says why', async () => {
    const port = Number(new URL(listening.url).port);
    await expect(listen({ host: '127.0.0.1', port }, () => nothingWatched(1))).rejects.toThrow(
      /cannot be used: EADDRINUSE/,
    );
  });

  test.each([
    ['says nothing that is HTTP', '\0\x01\x02\r\n\r\n'],
    ['has a header without end', `GET /metrics HTTP/1.1\r\nX: ${'x'.repeat(20_000)}`],
    ['asks for no path', 'GET http://[ HTTP/1.1\r\nHost: x\r\n\r\n'],
  ])('hangs up on a client that %s, and answers others', async (_, said) => {
    const socket = await open();
    socket.write(said);
    await text(socket);
    await isWell();
  });

  test('hangs up on a body without end', async () => {
    const socket = await open();
    const closed = new Promise((done) => socket.once('close', done));
    socket.write('POST /go HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n');
    const piece = `4000\r\n${'x'.repeat(0x4000)}\r\n`;
    const more = () => socket.destroyed || socket.write(piece, () => setImmediate(more));
    more();
    await closed;
    await isWell();
  });

  test('answers while others hold connections open and say nothing', async () => {
    const silent = await Promise.all(Array.from({ length: 90 }, open));
    await isWell();
    for (const socket of silent) socket.destroy();
  });
});
