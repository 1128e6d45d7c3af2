import { createServer } from 'node:net';
import { describe, expect, test } from 'vitest';
import { explain, verify } from '../../src/index.js';
import { fakeServer, replica } from '../fake-server.js';
import { fakeConsul, instances } from '../output/fake-consul.js';
import { fakeHaproxy, slots } from '../output/fake-haproxy.js';
import { replicas } from '../output/fake-proxy.js';

const CONSUL = fakeConsul([...instances('service-v1', 1), ...instances('service-v2', 1)]);
const HAPROXY = fakeHaproxy([...slots('stable', 1), ...slots('canary', 1)]);
/** Nobody listens there: it is no port that anybody is given. */
const NOBODY = 'http://127.0.0.1:1023/stats';
const originOf = ({ url }: { url: string }) => new URL(url).origin;
const statsOf = (server: { url: string }) => `${originOf(server)}/stats`;

describe('a source that gives no answer', () => {
  test('is named with its cause, and the others are compared', async () => {
    await using consul = await fakeServer(CONSUL);
    const explanation = await explain({ consul: originOf(consul), haproxyStats: [NOBODY] });
    expect(explanation.diagnosis).toEqual([
      { kind: 'source-unreadable', source: NOBODY, of: 'page', cause: 'ECONNREFUSED' },
    ]);
    expect(explanation).toMatchObject({ exitCode: 1, sources: { unreadable: [NOBODY] } });
    expect(explanation.instances.map(({ instance }) => instance)).toEqual(['service-v1-1', 'service-v2-1']);
  });

  test('when it is the only one, nothing could be read', async () => {
    expect(await explain({ haproxyStats: [NOBODY] })).toMatchObject({ exitCode: 3, instances: [] });
  });

  test.each([
    ['a page of somebody else', (server: { url: string }) => statsOf(server), 'no statistics page'],
    ['a socket of somebody else', (server: { url: string }) => new URL(server.url).host, 'no runtime socket'],
  ])('%s', async (_, place, cause) => {
    await using other = await fakeServer(replica('stable', 'a'));
    const { diagnosis } = await explain({ haproxyStats: [place(other)] });
    expect(diagnosis).toMatchObject([{ kind: 'source-unreadable', cause: expect.stringContaining(cause) }]);
  });

  test('a source that never answers is given up', async () => {
    const silent = createServer(() => {}).listen(0, '127.0.0.1');
    await new Promise((listening) => silent.once('listening', listening));
    const { port } = silent.address() as { port: number };
    const { diagnosis } = await explain({ haproxyStats: [`127.0.0.1:${port}`] });
    silent.close();
    expect(diagnosis).toMatchObject([{ kind: 'source-unreadable', cause: 'no answer in time' }]);
  });

  test('changes no verdict, neither a right share nor a wrong one', async () => {
    for (const [expect_, verdict] of [
      ['50%', 'matches'],
      ['10%', 'differs'],
    ] as const) {
      await using server = await fakeServer(replicas(1, 1));
      const options = { target: server.url, expect: expect_, connections: 1 };
      const alone = await verify(options);
      const asked = await verify({ ...options, haproxyStats: [NOBODY] });
      expect([alone.verdict, asked.verdict]).toEqual([verdict, verdict]);
      const kinds = asked.diagnosis.map(({ kind }) => kind);
      expect(kinds.includes('source-unreadable')).toBe(verdict === 'differs');
    }
  });
});

describe('credentials', () => {
  test('of the statistics page are sent to it and shown nowhere', async () => {
    const seen: (string | undefined)[] = [];
    await using haproxy = await fakeServer((request, response) => {
      seen.push(request.headers.authorization);
      HAPROXY(request, response);
    });
    const stats = statsOf(haproxy).replace('http://', 'http://mallory:secret@');
    const explanation = await explain({ haproxyStats: [stats] });
    expect(new Set(seen)).toEqual(new Set([`Basic ${Buffer.from('mallory:secret').toString('base64')}`]));
    expect(JSON.stringify(explanation)).not.toMatch(/mallory|secret/);
    expect(explanation.sources.haproxy).toMatchObject([{ version: '2.6.12', pid: 4711 }]);
  });

  test('are not taken along when the page redirects', async () => {
    const seen: (string | undefined)[] = [];
    await using elsewhere = await fakeServer((request, response) => {
      seen.push(request.headers.authorization);
      response.end();
    });
    await using haproxy = await fakeServer((_, response) =>
      response.writeHead(302, { Location: elsewhere.url }).end(),
    );
    const stats = statsOf(haproxy).replace('http://', 'http://mallory:secret@');
    expect((await explain({ haproxyStats: [stats] })).exitCode).toBe(3);
    expect(seen).toEqual([]);
  });
});

test('without addresses, servers are not taken for missing ones', async () => {
  await using consul = await fakeServer(CONSUL);
  await using haproxy = await fakeServer(
    fakeHaproxy([...slots('stable', 1), ...slots('canary', 1)], { addresses: false }),
  );
  const { diagnosis } = await explain({ consul: originOf(consul), haproxyStats: [statsOf(haproxy)] });
  expect(diagnosis.map(({ kind }) => kind)).toEqual(['addresses-hidden']);
});

test('an interrupted look-up says so', async () => {
  await using server = await fakeServer(replicas(1, 1));
  const options = { target: server.url, haproxyStats: [NOBODY], signal: AbortSignal.abort() };
  expect((await explain(options)).exitCode).toBe(130);
});
