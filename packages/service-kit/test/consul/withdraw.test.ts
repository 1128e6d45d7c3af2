import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually } from 'workbench/eventually';
import { AgentClient } from '../../src/consul/agent-client.js';
import type { RegistrationBody } from '../../src/consul/registration-body.js';
import { withdraw } from '../../src/consul/withdraw.js';
import { type ConsulAgent, startConsul, startConsulClient } from '../support/consul-agent.js';
import { resolveOptionsForTest } from '../support/resolve-options.js';
import { slowRoadTo } from '../support/slow-road.js';

let consul: ConsulAgent;
beforeAll(async () => {
  consul = await startConsul();
});
afterAll(() => consul[Symbol.asyncDispose]());

const at = ({ address }: Pick<ConsulAgent, 'address'>) =>
  new AgentClient(resolveOptionsForTest({ consul: { address } }).consul);

const body: RegistrationBody = {
  ...{ ID: 'message-1', Name: 'message', Address: '127.0.0.1', Port: 8_080, Tags: [], Meta: {} },
  Weights: { Passing: 1, Warning: 1 },
  Checks: [],
};

test('gone from agent and catalog', async () => {
  await at(consul).register(body);
  expect(await withdraw(at(consul), [body], 2_000)).toEqual({ kind: 'gone' });
  expect(await consul.get('/catalog/service/message')).toEqual([]);
});

test('what another process has registered under the id stays', async () => {
  await at(consul).register({ ...body, Port: 9_090 });
  expect(await withdraw(at(consul), [body], 2_000)).toEqual({ kind: 'replaced', other: '127.0.0.1:9090' });
  expect(await consul.instances('message')).toHaveLength(1);
});

test('what an operator has put into maintenance stays', async () => {
  await at(consul).register(body);
  await consul.put('/agent/service/maintenance/message-1?enable=true&reason=disk');
  expect(await withdraw(at(consul), [body], 2_000)).toEqual({ kind: 'maintained', reason: 'disk' });
  expect(await consul.instances('message')).toHaveLength(1);
  await consul.put('/agent/service/deregister/message-1');
});

test('what another agent has is not gone because this one does not know it', async () => {
  const dataFolder = await mkdtemp(join(tmpdir(), 'consul-client-'));
  const other = await startConsulClient(consul, dataFolder);
  await at(consul).register(body);
  await eventually('the catalog has it', async () => (await consul.instances('message')).length === 1);
  expect(await withdraw(at(other), [body], 2_000)).toEqual({
    kind: 'failed',
    reason: expect.stringContaining('the catalog still has message-1 on the node test'),
  });
  await other[Symbol.asyncDispose]();
  await rm(dataFolder, { recursive: true, force: true, maxRetries: 10 });
});

test('what another process has under the same id on another host is not held against it', async () => {
  const dataFolder = await mkdtemp(join(tmpdir(), 'consul-client-'));
  await using own = await startConsul();
  const other = await startConsulClient(own, dataFolder);
  await at(other).register({ ...body, Port: 9_090 });
  await at(own).register(body);
  await eventually('the catalog has both', async () => (await own.instances('message')).length === 2);
  expect(await withdraw(at(own), [body], 2_000)).toEqual({ kind: 'gone' });
  const left = await own.instances('message');
  expect(left.map(({ Service }) => Service.Port)).toEqual([9_090]);
  await other[Symbol.asyncDispose]();
  await rm(dataFolder, { recursive: true, force: true, maxRetries: 10 });
});

test('an agent that is too slow to say what it has is told all the same', async () => {
  await at(consul).register(body);
  await using road = await slowRoadTo(consul.address, 1_500, '/agent/service/message-1');
  expect(await withdraw(at(road), [body], 2_000)).toEqual({ kind: 'gone' });
  expect(await consul.instances('message')).toEqual([]);
});

test('a catalog without a leader is not held against an agent that has told it', async () => {
  // A fake agent, for a real one finds its leader again in no time.
  const leaderless = createServer(({ url = '' }, response) => {
    if (url.startsWith('/v1/catalog')) response.writeHead(500).end('No cluster leader');
    else response.writeHead(url.includes('deregister') ? 200 : 404).end();
  });
  await once(leaderless.listen(0, '127.0.0.1'), 'listening');
  const address = `127.0.0.1:${(leaderless.address() as AddressInfo).port}`;
  expect(await withdraw(at({ address }), [body], 2_000)).toEqual({ kind: 'gone' });
  leaderless.close();
});
