import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { resolveOptions } from '../../../src/options/options.js';
import { ARRIVING } from '../../../src/sampling/http1/known-bytes.js';
import { TcpWire } from '../../../src/sampling/http1/tcp-wire.js';
import type { WireEvents } from '../../../src/sampling/http1/wire.js';

/** Answers everything with what it was sent, and counts the connections. */
let server: Server;
let connections = 0;
beforeEach(async () => {
  connections = 0;
  server = createServer((socket) => {
    connections++;
    socket.on('error', () => {}).on('data', (bytes) => socket.write(bytes));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
});
afterEach(() => {
  server.close();
});

/** A wire to a port, and what is heard of it, each thing once. */
function wireTo(port: number) {
  const { target, request } = resolveOptions({ expect: '10%', target: `http://127.0.0.1:${port}/` });
  const address = { address: '127.0.0.1', family: 4 };
  const heard: string[] = [];
  const events: WireEvents = {
    onOpened: () => heard.push('opened'),
    onArrived: (count) => heard.push(ARRIVING.toString('latin1', 0, count)),
    onEnded: () => heard.push('ended'),
    onFailed: (error) => heard.push((error as NodeJS.ErrnoException).code ?? 'failed'),
  };
  const wire = new TcpWire({ target, address, request, timeoutMs: 1_000, http2: false }, events);
  const next = () => expect.poll(() => heard.shift(), { interval: 1 });
  return { wire, next, heard };
}

test('a wire carries one connection after the other, and is ready when the last one is closed', async () => {
  const { wire, next } = wireTo((server.address() as AddressInfo).port);
  for (let turn = 0; turn < 20; turn++) {
    expect(wire.ready).toBe(true);
    wire.open();
    expect(wire.ready).toBe(false);
    await next().toBe('opened');
    wire.write(`turn ${turn}`);
    await next().toBe(`turn ${turn}`);
    wire.close();
    // A socket that connects again before it has said that it is closed does what nobody has promised.
    expect(wire.ready).toBe(false);
    await expect.poll(() => wire.ready, { interval: 1 }).toBe(true);
  }
  expect(connections).toBe(20);
});

test('nothing is heard of a connection that was closed', async () => {
  const { wire, next, heard } = wireTo((server.address() as AddressInfo).port);
  wire.open();
  await next().toBe('opened');
  wire.write('late');
  wire.close();
  await expect.poll(() => wire.ready, { interval: 1 }).toBe(true);
  expect(heard).toEqual([]);
});

test('after a connection that was refused another one is opened', async () => {
  const { port } = server.address() as AddressInfo;
  const { wire, next } = wireTo(port);
  server.close();
  await once(server, 'close');
  wire.open();
  await next().toBe('ECONNREFUSED');
  wire.close();
  expect(wire.ready).toBe(true);
  await once(server.listen(port, '127.0.0.1'), 'listening');
  wire.open();
  await next().toBe('opened');
  wire.close();
});
