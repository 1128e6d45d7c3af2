import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually } from 'workbench/eventually';
import { AgentClient } from '../../src/consul/agent-client.js';
import type { RegistrationBody } from '../../src/consul/registration-body.js';
import { withdraw } from '../../src/consul/withdraw.js';
import { type ConsulAgent, startConsul, startConsulClient } from '../support/consul-agent.js';
import { resolveOptionsForTest } from '../support/resolve-options.js';

let consul: ConsulAgent;
beforeAll(async () => {
  consul = await startConsul();
});
afterAll(() => consul[Symbol.asyncDispose]());

const at = ({ address }: ConsulAgent) =>
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
