import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type StartedTopology, startTopology } from 'canary-verify/topology';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually } from 'workbench/eventually';
import { freePort } from 'workbench/free-port';
import { WebSocketServer } from 'ws';
import { startStreams } from '../bench/streams.js';
import { type StartedService, startService } from '../src/index.js';
import { runService } from './support/service-process.js';

let topology: StartedTopology;
beforeAll(async () => {
  topology = await startTopology('local', {
    haproxyConfig: fileURLToPath(new URL('../../../fixtures/haproxy/replicas.cfg', import.meta.url)),
    ...{ replicas: {}, programs: {}, composeFile: '', readyTimeoutMs: 60_000 },
  });
});
afterAll(() => topology?.stop());

/** A replica with uploads, event streams and WebSockets, once HAProxy routes to it. */
async function replica(name: string, id: string): Promise<StartedService> {
  const service = await startService({
    handler(request, response) {
      if (request.url === '/events') {
        response.writeHead(200, { 'Content-Type': 'text/event-stream' });
        const timer = setInterval(() => response.write('data: tick\n\n'), 50);
        response.once('close', () => clearInterval(timer));
        return;
      }
      let bytes = 0;
      request.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
      });
      request.once('end', () => response.end(`${bytes}`));
    },
    ...{ name, id, address: '127.0.0.1', consul: { address: new URL(topology.urls.consul).host } },
    ...{ signals: false, log: () => {} },
  });
  const sockets = new WebSocketServer({ server: service.server as never });
  sockets.on('connection', (socket) => socket.on('message', (message) => socket.send(message)));
  await routed(service.identity.port);
  return service;
}

function routed(port: number | string): Promise<unknown> {
  return eventually('HAProxy routes to it', async () => {
    const stats = await (await fetch(`${topology.urls.stats};csv`)).text();
    const line = stats.split('\n').find((one) => one.includes(`,127.0.0.1:${port},`));
    return line?.includes(',UP');
  });
}

/** Requests without end, each of which must be answered. Resolves with their number once it is told to end. */
function startLoad(url: string) {
  let [asked, ended] = [0, false];
  const load = Array.from({ length: 4 }, async () => {
    while (!ended) {
      const [response] = (await once(get(url, { agent: false }), 'response')) as [IncomingMessage];
      expect(response.statusCode).toBe(200);
      await once(response.resume(), 'end');
      asked++;
      // A stream of requests, not a flood.
      await pause(10);
    }
  });
  return {
    asked: () => asked,
    end: async () => {
      ended = true;
      await Promise.all(load);
    },
  };
}

// Programs that do at the signal what many do, each beside the library.
test.each([
  ['closing-itself', {}],
  ['re-sending', { HOW: 'by another program, without its listeners' }],
  ['re-sending', { HOW: 'by its number, without any listeners' }],
])('replicas of %s %j leave one after the other: no request is lost', async (fixture, env) => {
  const start = async (name: string) => {
    const port = String(await freePort());
    const consul = new URL(topology.urls.consul).host;
    const own = { SERVICE_NAME: name, SERVICE_ADDRESS: '127.0.0.1', PORT: port, CONSUL_HTTP_ADDR: consul };
    const service = runService(fixture, { ...own, SIGNAL: 'SIGTERM', PATH: process.env.PATH ?? '', ...env });
    await routed(port);
    return service;
  };
  const names = ['service-v1', 'service-v2'];
  const first = await Promise.all(names.map(start));
  const load = startLoad(`${topology.urls.service}/`);
  const second = await Promise.all(names.map(start));
  for (const service of first) {
    service.signal('SIGTERM');
    expect(await service.ended).toBe(0);
  }
  await load.end();
  expect(load.asked()).toBeGreaterThan(100);
  for (const service of second) await service[Symbol.asyncDispose]();
  await Promise.all(
    names.map((name) =>
      eventually('HAProxy knows that they are gone', async () => {
        const services = (await (await fetch(`${topology.urls.consul}/v1/agent/services`)).json()) as Record<
          string,
          { Service: string }
        >;
        const left = Object.entries(services).filter(([, { Service }]) => Service === name);
        for (const [id] of left)
          await fetch(`${topology.urls.consul}/v1/agent/service/deregister/${id}`, { method: 'PUT' });
        return left.length === 0;
      }),
    ),
  );
});

test('replicas leave one after the other: no request is lost, every stream is told before it ends', async () => {
  let replicas = await Promise.all(
    ['service-v1', 'service-v2'].flatMap((name) => [replica(name, `${name}-a`), replica(name, `${name}-b`)]),
  );
  const url = `${topology.urls.service}/`;
  const streams = startStreams(url);
  const load = startLoad(url);
  let told = 0;
  for (const leaving of replicas) {
    const { service: name } = leaving.identity;
    const next = await replica(name, `${name}-${load.asked()}`);
    const departure = await leaving.stop();
    expect(departure).toMatchObject({ deregistered: true, brokenOff: 0 });
    told += departure.told;
    replicas = [...replicas.filter((one) => one !== leaving), next];
  }
  await Promise.all([load.end(), streams.end()]);
  for (const [name, { requests, failed }] of streams.counts)
    expect([name, requests > 0, failed]).toEqual([name, true, 0]);
  expect(load.asked()).toBeGreaterThan(100);
  // Eight of each kind are open all the time, and each of the four had its share.
  expect(told).toBeGreaterThan(8);
  await Promise.all(replicas.map((one) => one.stop()));
});
