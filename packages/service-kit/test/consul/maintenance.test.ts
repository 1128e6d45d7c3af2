import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eventually } from 'workbench/eventually';
import { freePort } from 'workbench/free-port';
import { type ServiceOptions, type StartedService, startService } from '../../src/index.js';
import { type ConsulAgent, startConsul } from '../support/consul-agent.js';
import { ask } from '../support/request.js';
import { watchRotation } from '../support/rotation.js';
import { slowRoadTo } from '../support/slow-road.js';

let consul: ConsulAgent;

beforeAll(async () => {
  consul = await startConsul();
});
afterAll(() => consul[Symbol.asyncDispose]());

function start(address: string, options: Partial<ServiceOptions> = {}): Promise<StartedService> {
  return startService({
    handler: (_request, response) => response.end(),
    name: 'message',
    id: 'message-1',
    address: '127.0.0.1',
    // It passes whatever the service says of itself: only Consul's maintenance keeps it out.
    checks: [{ type: 'tcp', intervalMs: 100 }],
    consul: { address },
    drainMs: 0,
    signals: false,
    log: () => {},
    ...options,
  });
}

const enable = (agent: ConsulAgent, reason: string) =>
  agent.put(`/agent/service/maintenance/message-1?enable=true&reason=${reason}`);

async function reasons(agent: ConsulAgent): Promise<string[]> {
  const checks = (await agent.get('/agent/checks')) as Record<string, { Notes: string }>;
  return Object.entries(checks).flatMap(([id, { Notes }]) =>
    id === '_service_maintenance:message-1' ? [Notes] : [],
  );
}

const inRotation = (agent: ConsulAgent) =>
  eventually('it is in rotation', async () => {
    const passing = (await agent.get('/health/service/message?passing')) as unknown[];
    return passing.length === 1;
  });

describe("an operator's maintenance stays until the operator ends it", () => {
  test('over changes of the weight', async () => {
    await using service = await start(consul.address);
    await inRotation(consul);
    await enable(consul, 'disk');
    await using rotation = await watchRotation(consul, 'message');
    for (let weight = 1; weight <= 20; weight++) expect(await service.setWeight(weight)).toBe(true);
    expect(await reasons(consul)).toEqual(['disk']);
    expect(await rotation.timesIn()).toBe(0);
    await consul.put('/agent/service/maintenance/message-1?enable=false');
    await inRotation(consul);
  });

  test('also if it is a failing check of theirs that keeps it out: over changes of the weight', async () => {
    await using service = await start(consul.address);
    await inRotation(consul);
    const check = { ID: 'disk', Name: 'disk', ServiceID: 'message-1', TTL: '1h', Status: 'critical' };
    await consul.put('/agent/check/register', check);
    await using rotation = await watchRotation(consul, 'message');
    for (let weight = 1; weight <= 5; weight++) expect(await service.setWeight(weight)).toBe(true);
    expect(await rotation.timesIn()).toBe(0);
    await consul.put('/agent/check/deregister/disk');
    await inRotation(consul);
  });

  test("over the service's own maintenance, set and ended", async () => {
    await using service = await start(consul.address);
    await inRotation(consul);
    await enable(consul, 'disk');
    await service.setMaintenance('upgrade');
    await service.setMaintenance(null);
    expect(await reasons(consul)).toEqual(['disk']);
    await consul.put('/agent/service/maintenance/message-1?enable=false');
  });

  test('over a restart of an agent that forgets everything: it is never in rotation meanwhile', async () => {
    const httpPort = await freePort();
    const log: string[] = [];
    let agent = await startConsul({ httpPort });
    await using _service = await start(agent.address, { log: (line) => log.push(line) });
    await inRotation(agent);
    await enable(agent, 'disk');
    await eventually('it has noticed', () => log.some((line) => line.includes('by an operator: disk')));
    for (let restart = 0; restart < 3; restart++) {
      await agent[Symbol.asyncDispose]();
      agent = await startConsul({ httpPort });
      await using rotation = await watchRotation(agent, 'message');
      await eventually('it is back', async () => (await reasons(agent)).length === 1);
      // Consul's own check of it runs several times meanwhile.
      await eventually('its check passes', async () => {
        const [only] = await agent.instances('message');
        return only?.Checks.some(
          ({ CheckID, Status }) => CheckID === 'message-1-tcp' && Status === 'passing',
        );
      });
      expect(await rotation.timesIn()).toBe(0);
    }
    await agent.put('/agent/service/maintenance/message-1?enable=false');
    await inRotation(agent);
    await agent[Symbol.asyncDispose]();
  });

  test.each([
    ['slow', 2_000],
    ['too slow', 300],
  ])('over a network that is %s between registration and maintenance', async (_how, timeoutMs) => {
    await using agent = await startConsul();
    await using road = await slowRoadTo(agent.address, 600, '/maintenance');
    const log: string[] = [];
    await using _service = await start(road.address, {
      consul: { address: road.address, timeoutMs },
      log: (line) => log.push(line),
    });
    await inRotation(agent);
    await enable(agent, 'disk');
    await eventually('it has noticed', () => log.some((line) => line.includes('by an operator: disk')));
    await using rotation = await watchRotation(agent, 'message');
    await agent.put('/agent/service/deregister/message-1');
    await eventually('it is back', async () => (await reasons(agent)).length === 1);
    await eventually('it is held no longer', async () => {
      const [only] = await agent.instances('message');
      return only?.Checks.every(({ CheckID }) => CheckID !== 'message-1:held');
    });
    expect(await rotation.timesIn()).toBe(0);
  });

  test('over a restart of an agent that keeps its data', async () => {
    const dataFolder = await mkdtemp(join(tmpdir(), 'consul-data-'));
    const httpPort = await freePort();
    const first = await startConsul({ httpPort, dataFolder });
    await using service = await start(first.address);
    await inRotation(first);
    await enable(first, 'disk');
    await first[Symbol.asyncDispose]();
    await using second = await startConsul({ httpPort, dataFolder });
    await using rotation = await watchRotation(second, 'message');
    await eventually('it is known', async () => (await second.instances('message')).length === 1);
    // An agent that has just started may be slow to answer.
    await eventually('it is told of the weight', () => service.setWeight(9));
    expect(await reasons(second)).toEqual(['disk']);
    expect(await rotation.timesIn()).toBe(0);
    await service.stop();
    await rm(dataFolder, { recursive: true, force: true, maxRetries: 10 });
  });

  test('over a restart of the service: it does not even leave Consul', async () => {
    await using own = await startConsul();
    const first = await start(own.address);
    await inRotation(own);
    await enable(own, 'disk');
    expect(await first.stop()).toMatchObject({ deregistered: false });
    await using rotation = await watchRotation(own, 'message');
    const log: string[] = [];
    await using second = await start(own.address, { log: (line) => log.push(line) });
    await second.registered;
    expect(await reasons(own)).toEqual(['disk']);
    await second.setWeight(9);
    // Once: the service has found it so when it started.
    expect(log.join().split('in maintenance, and it stays so until an operator ends it: disk')).toHaveLength(
      2,
    );
    expect(await rotation.timesIn()).toBe(0);
  });
});

describe("the service's own maintenance", () => {
  test('stays over changes of the weight, with checks that pass', async () => {
    await using service = await start(consul.address);
    await inRotation(consul);
    await service.setMaintenance('upgrade');
    await using rotation = await watchRotation(consul, 'message');
    for (let weight = 1; weight <= 20; weight++) await service.setWeight(weight);
    expect(await reasons(consul)).toEqual(['upgrade (set by the service itself)']);
    expect(await rotation.timesIn()).toBe(0);
    await service.setMaintenance(null);
    await inRotation(consul);
  });

  test.each([
    '',
    ' two  blanks ',
    'two\nlines',
    'ünïcode 🚀',
    'a&enable=false',
    'a#b?c',
    '+%20',
    'half \ud83d',
    'long'.repeat(5_000),
  ])('keeps the reason %j', async (reason) => {
    await using service = await start(consul.address);
    await inRotation(consul);
    expect(await service.setMaintenance(reason)).toBe(true);
    expect(await service.setWeight(7)).toBe(true);
    expect(await reasons(consul)).toEqual([`${reason.toWellFormed()} (set by the service itself)`]);
    await service.setMaintenance(null);
    await inRotation(consul);
    expect(await service.stop()).toMatchObject({ deregistered: true });
  });

  test.each([undefined, 7, false])('%j is no reason: nothing is done', async (reason) => {
    await using service = await start(consul.address);
    await inRotation(consul);
    await expect(service.setMaintenance(reason as never)).rejects.toThrow('setMaintenance wants a reason');
    await inRotation(consul);
    expect((await ask(`${service.url}/health/ready`)).status).toBe(200);
  });

  test('can have another reason, and is not in rotation while that is told', async () => {
    await using own = await startConsul();
    await using road = await slowRoadTo(own.address, 300, '/maintenance');
    await using service = await start(road.address);
    await inRotation(own);
    await service.setMaintenance('upgrade');
    await using rotation = await watchRotation(own, 'message');
    expect(await service.setMaintenance('repair')).toBe(true);
    expect(await reasons(own)).toEqual(['repair (set by the service itself)']);
    expect(Object.keys((await own.get('/agent/checks')) as object)).not.toContain('message-1:held');
    expect(await rotation.timesIn()).toBe(0);
    await service.setMaintenance(null);
    await inRotation(own);
  });

  test('comes back when somebody else ends it', async () => {
    await using service = await start(consul.address);
    await inRotation(consul);
    await service.setMaintenance('upgrade');
    await consul.put('/agent/service/maintenance/message-1?enable=false');
    await eventually('it is there again', async () => (await reasons(consul)).length === 1);
    expect(await reasons(consul)).toEqual(['upgrade (set by the service itself)']);
  });

  test('ends with its process: the next one starts without', async () => {
    await using own = await startConsul();
    const maintained = { ID: 'message-1', Name: 'message', Address: '127.0.0.1', Port: 1 };
    await own.put('/agent/service/register', maintained);
    await enable(own, 'upgrade%20(set%20by%20the%20service%20itself)');
    await using _service = await start(own.address);
    await inRotation(own);
  });
});

test('a check that somebody removes comes back', async () => {
  await using own = await startConsul();
  const log: string[] = [];
  await using _service = await start(own.address, { log: (line) => log.push(line) });
  await inRotation(own);
  await own.put('/agent/check/deregister/message-1-tcp');
  await eventually('it is there again', async () => {
    const [only] = await own.instances('message');
    return only?.Checks.some(({ CheckID, Status }) => CheckID === 'message-1-tcp' && Status === 'passing');
  });
  expect(log.join()).toContain('somebody has removed a check');
});
