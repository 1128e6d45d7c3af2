import { once } from 'node:events';
import { createServer, type Http2Session, type ServerHttp2Session } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { resolveOptions } from '../../src/options/options.js';
import { sample } from '../../src/sampling/sample.js';
import { verify } from '../../src/verify.js';

/** Node's own HTTP/2 server, without TLS: one in ten streams comes from the canary. */
describe('HTTP/2', () => {
  const sessions = new Set<ServerHttp2Session>();
  let url: string;
  let asked = 0;
  const server = createServer();
  server.on('session', (session) => void sessions.add(session));
  server.on('stream', (stream) => {
    const track = asked++ % 10 === 9 ? 'canary' : 'stable';
    stream.respond({ ':status': 200, 'x-service-track': track });
    stream.end();
  });

  beforeEach(async () => {
    sessions.clear();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  });

  afterEach(async () => {
    for (const session of sessions) session.destroy();
    server.close();
    await once(server, 'close');
  });

  test('each request has a connection of its own', async () => {
    const verdict = await verify({ target: url, expect: '10%', http2: true, connectionMode: 'fresh' });
    expect(verdict).toMatchObject({ verdict: 'matches', failed: 0 });
    expect(sessions.size).toBeGreaterThanOrEqual(verdict.requests);
  });

  test('several requests go over one connection', async () => {
    const verdict = await verify({ target: url, expect: '10%', http2: true, connectionMode: 'reuse' });
    expect(verdict).toMatchObject({ verdict: 'matches', failed: 0 });
    expect(sessions.size).toBeLessThan(verdict.requests / 2);
  });

  test('a server that speaks only HTTP/2 fails without --http2', async () => {
    const verdict = await verify({ target: url, expect: '10%' });
    expect(verdict).toMatchObject({ verdict: 'unmeasured', requests: 0 });
  });
});

test('a server that ends a connection after six requests is asked six on the next one, too', async () => {
  const asked = new Map<Http2Session, number>();
  const server = createServer();
  server.on('stream', (stream) => {
    const { session } = stream;
    if (session === undefined) throw new Error('a stream without a session');
    const count = (asked.get(session) ?? 0) + 1;
    asked.set(session, count);
    stream.respond({ ':status': 200, 'x-service-track': 'stable' });
    stream.end();
    if (count === 6) session.close();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const options = resolveOptions({ target: url, expect: '10%', http2: true, connections: 1 });
  let left = 30;
  const demand = {
    nextArm: () => (left-- > 0 ? 0 : null),
    // It would be ten, were the server as patient.
    betweenMs: () => 0,
    requestsPerConnection: () => 10,
    take: () => true,
  };
  const address = { address: '127.0.0.1', family: 4 };
  // Always the last of the idle ones: there is one connection at a time.
  await sample(
    options,
    { addresses: [address], reuse: false, spread: null, random: () => 0 },
    demand,
    options.signal,
  );
  server.close();
  await once(server, 'close');
  expect([...asked.values()]).toEqual([6, 6, 6, 6, 6]);
});
