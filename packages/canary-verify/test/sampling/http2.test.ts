import { once } from 'node:events';
import { createServer, type ServerHttp2Session } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
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
