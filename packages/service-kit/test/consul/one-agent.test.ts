import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { eventually } from 'workbench/eventually';
import { startService } from '../../src/index.js';
import { startConsul, startConsulClient } from '../support/consul-agent.js';

/** A fake balancer: each connection goes to the next of these. A real one does the same. `all` changes whereto. */
async function inTurn(...addresses: string[]) {
  let turn = 0;
  let connections = 0;
  let all = addresses;
  const server = createServer((socket) => {
    connections++;
    const { hostname, port } = new URL(`http://${all[turn++ % all.length]}`);
    const onward = connect(Number(port), hostname);
    socket.pipe(onward).pipe(socket);
    for (const end of [socket, onward]) end.on('error', () => [socket, onward].map((one) => one.destroy()));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    connections: () => connections,
    goTo: (...others: string[]) => {
      all = others;
      turn = 0;
    },
    close: () => server.close(),
  };
}

test('one address that leads to several agents is named, and nothing is said to be gone that is not', async () => {
  const dataFolder = await mkdtemp(join(tmpdir(), 'consul-client-'));
  await using one = await startConsul();
  await using other = await startConsulClient(one, dataFolder);
  const balancer = await inTurn(one.address, other.address);
  const log: string[] = [];
  const service = await startService({
    handler: (_request, response) => response.end(),
    ...{ name: 'message', id: 'message-1', address: '127.0.0.1', consul: { address: balancer.address } },
    ...{ drainMs: 2_000, signals: false, log: (line) => void log.push(line) },
  });
  await eventually('the cause is named', () =>
    log.some((line) => line.includes('leads to several agents (client, test)')),
  );
  // As long as it is so, neither is told anything.
  for (const agent of [one, other]) await agent.put('/agent/service/deregister/message-1').catch(() => {});
  const before = balancer.connections();
  await eventually('it has tried on', () => balancer.connections() >= before + 12);
  expect([await one.get('/agent/services'), await other.get('/agent/services')]).toEqual([{}, {}]);
  const { deregistered } = await service.stop();
  const left = (await one.get('/catalog/service/message')) as unknown[];
  expect(deregistered).toBe(left.length === 0);
  balancer.close();
  await other[Symbol.asyncDispose]();
  await rm(dataFolder, { recursive: true, force: true, maxRetries: 10 });
});

test('agents that may not say who they are: the catalog tells that there are several', async () => {
  const dataFolder = await mkdtemp(join(tmpdir(), 'consul-client-'));
  await using one = await startConsul();
  await using other = await startConsulClient(one, dataFolder);
  // A fake balancer that also keeps back what a token without `agent:read` may not see.
  let turn = 0;
  const balancer = createHttpServer(async (request, response) => {
    if (request.url?.startsWith('/v1/agent/self'))
      return void response.writeHead(403).end('Permission denied');
    const [address] = [one.address, other.address].slice(turn++ % 2);
    const { method = 'GET' } = request;
    const body = await buffer(request);
    const answer = await fetch(`http://${address}${request.url}`, {
      method,
      ...(method === 'PUT' && { body }),
    });
    const type = answer.headers.get('content-type') ?? 'text/plain';
    response.writeHead(answer.status, { 'content-type': type }).end(await answer.text());
  });
  await once(balancer.listen(0, '127.0.0.1'), 'listening');
  const log: string[] = [];
  const service = await startService({
    handler: (_request, response) => response.end(),
    ...{ name: 'message', id: 'message-1', address: '127.0.0.1', drainMs: 0, signals: false },
    consul: { address: `127.0.0.1:${(balancer.address() as AddressInfo).port}` },
    log: (line) => void log.push(line),
  });
  await eventually('the cause is named', () =>
    log.some((line) =>
      /the catalog has on the node \w+: does the address of Consul lead to several agents/.test(line),
    ),
  );
  await service.stop();
  balancer.close();
  await other[Symbol.asyncDispose]();
  await rm(dataFolder, { recursive: true, force: true, maxRetries: 10 });
});

test('where a second agent comes in later, that one is not told what the first one has', async () => {
  const dataFolder = await mkdtemp(join(tmpdir(), 'consul-client-'));
  await using one = await startConsul();
  await using other = await startConsulClient(one, dataFolder);
  const balancer = await inTurn(one.address);
  const log: string[] = [];
  const service = await startService({
    handler: (_request, response) => response.end(),
    ...{ name: 'message', id: 'message-1', address: '127.0.0.1', consul: { address: balancer.address } },
    ...{ drainMs: 0, signals: false, log: (line) => void log.push(line) },
  });
  await service.registered;
  // The look at the checks and whatever comes of it goes to the other one.
  balancer.goTo(other.address, other.address, other.address, one.address);
  await eventually('the cause is named', () =>
    log.some((line) => line.includes('leads to several agents (client, test)')),
  );
  expect(await other.get('/agent/services')).toEqual({});
  balancer.goTo(one.address);
  expect(await service.stop()).toMatchObject({ deregistered: true });
  balancer.close();
  await other[Symbol.asyncDispose]();
  await rm(dataFolder, { recursive: true, force: true, maxRetries: 10 });
});
