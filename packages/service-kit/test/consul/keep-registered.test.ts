import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { eventually } from 'workbench/eventually';
import { freePort } from 'workbench/free-port';
import { type ServiceOptions, type StartedService, startService } from '../../src/index.js';
import { type ConsulAgent, startConsul } from '../support/consul-agent.js';
import { startFakeAgent } from '../support/fake-agent.js';
import { ask } from '../support/request.js';

function start(address: string, options: Partial<ServiceOptions> = {}): Promise<StartedService> {
  return startService({
    handler: (_request, response) => response.end(),
    name: 'message',
    id: 'message-1',
    address: '127.0.0.1',
    consul: { address },
    drainMs: 0,
    signals: false,
    log: () => {},
    ...options,
  });
}

function registration(consul: ConsulAgent) {
  return consul.instances('message').then(([first]) => first?.Service ?? false);
}

describe('the registration stays true', () => {
  test('somebody deregisters the service: it is back', async () => {
    await using consul = await startConsul();
    const log: string[] = [];
    await using service = await start(consul.address, { log: (line) => log.push(line) });
    await service.registered;
    await consul.put('/agent/service/deregister/message-1');
    await eventually(
      'it registers once more',
      () => log.filter((line) => line.includes('registered as')).length > 1,
    );
    await eventually('it is registered again', () => registration(consul));
  });

  test('somebody changes the registration: it is restored', async () => {
    await using consul = await startConsul();
    await using service = await start(consul.address, { tags: ['blue'] });
    await service.registered;
    await consul.put('/agent/service/register', { ID: 'message-1', Name: 'message', Port: 1, Tags: ['red'] });
    await eventually('it is what it was', async () => {
      const known = await registration(consul);
      return known && known.Port === service.identity.port && known.Tags.includes('blue');
    });
  });

  test('the agent restarts without its data', async () => {
    const httpPort = await freePort();
    const first = await startConsul({ httpPort });
    await using service = await start(first.address);
    await service.registered;
    await first[Symbol.asyncDispose]();
    await using second = await startConsul({ httpPort });
    await eventually('it is registered with the new one', () => registration(second));
  });

  test('the agent restarts with its data, while the process was dead: the next one takes its place', async () => {
    const dataFolder = await mkdtemp(join(tmpdir(), 'consul-data-'));
    const httpPort = await freePort();
    const first = await startConsul({ httpPort, dataFolder });
    // A registration whose process is gone without a word.
    await first.put('/agent/service/register', {
      ID: 'message-1',
      Name: 'message',
      Address: '127.0.0.1',
      Port: 1,
    });
    await first[Symbol.asyncDispose]();
    await using second = await startConsul({ httpPort, dataFolder });
    await eventually('Consul remembers the dead one', () => registration(second));
    await using service = await start(second.address);
    await eventually('the living one stands in its place', async () => {
      const [only, ...others] = await second.instances('message');
      const statuses = only?.Checks.map(({ Status }) => Status) ?? [];
      return (
        others.length === 0 &&
        only?.Service.Port === service.identity.port &&
        statuses.every((one) => one === 'passing')
      );
    });
    await service.stop();
    await rm(dataFolder, { recursive: true, force: true, maxRetries: 10 });
  });

  test('an agent that hangs delays neither start nor stop beyond the time-out', async () => {
    await using consul = await startConsul();
    consul.signal('SIGSTOP');
    const startedAt = performance.now();
    const service = await start(consul.address, { consul: { address: consul.address, timeoutMs: 300 } });
    expect((await ask(`${service.url}/version`)).status).toBe(200);
    const departure = await service.stop();
    expect(departure.deregistered).toBe(false);
    // Twice the time-out and the last answers, with a wide margin: without a deadline it would hang for ever.
    expect(performance.now() - startedAt).toBeLessThan(5_000);
    consul.signal('SIGCONT');
  });

  test('a service is registered again when its agent goes on', async () => {
    await using consul = await startConsul();
    consul.signal('SIGSTOP');
    await using service = await start(consul.address, {
      consul: { address: consul.address, timeoutMs: 300 },
    });
    consul.signal('SIGCONT');
    expect(await service.registered).toBe(true);
    await eventually('it is registered', () => registration(consul));
  });
});

describe('changed at run time', () => {
  test('the weight', async () => {
    await using consul = await startConsul();
    await using service = await start(consul.address, { weight: 90 });
    await service.registered;
    expect(await service.setWeight(10)).toBe(true);
    await eventually('Consul has the new weight', async () => {
      const known = await registration(consul);
      return known && known.Weights.Passing === 2560;
    });
    await expect(service.setWeight(0)).rejects.toThrow('weight wants a whole number from 1 to 255, got 0');
  });

  test('the weight, while Consul is away: it is told when it comes back', async () => {
    const httpPort = await freePort();
    const first = await startConsul({ httpPort });
    await using service = await start(first.address, { weight: 90 });
    await service.registered;
    await first[Symbol.asyncDispose]();
    expect(await service.setWeight(10)).toBe(false);
    await using second = await startConsul({ httpPort });
    await eventually('Consul has the new weight', async () => {
      const known = await registration(second);
      return known && known.Weights.Passing === 2560;
    });
  });

  test('maintenance on and off', async () => {
    await using consul = await startConsul();
    await using service = await start(consul.address);
    await service.registered;
    const statuses = async () => {
      const [only] = await consul.instances('message');
      return (only?.Checks ?? []).map(({ CheckID, Status }) => `${CheckID} ${Status}`);
    };
    expect(await service.setMaintenance('moving house')).toBe(true);
    await eventually('it is in maintenance', async () =>
      (await statuses()).includes('_service_maintenance:message-1 critical'),
    );
    expect(await service.setMaintenance(null)).toBe(true);
    await eventually(
      'it is back',
      async () => !(await statuses()).some((one) => one.startsWith('_service_maintenance')),
    );
  });

  test('a raw weight of Consul', async () => {
    await using consul = await startConsul();
    await using service = await start(consul.address, { consulWeights: { passing: 7, warning: 0 } });
    await service.registered;
    expect(await registration(consul)).toMatchObject({ Weights: { Passing: 7, Warning: 0 } });
  });
});

test('with failFast a service that Consul does not take does not start', async () => {
  const address = `127.0.0.1:${await freePort()}`;
  await expect(start(address, { failFast: true })).rejects.toThrow(
    `Consul has not taken the registration, and \`failFast\` is set: look up at Consul (http://${address}): ECONNREFUSED`,
  );
});

test('an agent that does not wait with its answers is not asked without end, and never twice at once', async () => {
  const fake = await startFakeAgent();
  const service = await start(fake.address);
  await eventually('it has looked ten times', () => fake.looks.length >= 10);
  expect(fake.mostUnderWay()).toBe(1);
  // Nine pauses of 50 ms lie between ten looks; a busy loop has ten within a few milliseconds.
  expect((fake.looks[9] ?? 0) - (fake.looks[0] ?? 0)).toBeGreaterThan(9 * 40);
  await service.stop();
  fake.close();
});

test('what an agent makes something else of is not called registered', async () => {
  const fake = await startFakeAgent({ made: (registered) => ({ ...registered, Tags: ['another'] }) });
  const log: string[] = [];
  const service = await start(fake.address, { tags: ['blue'], log: (line) => log.push(line) });
  await eventually('it says so', () =>
    log.some((line) => line.includes('not registered, trying on: the registration was changed at once')),
  );
  expect(log.join()).not.toContain('registered as');
  await service.stop();
  expect(await service.registered).toBe(false);
  fake.close();
});

test('after peace, a failure is the first one again: it is said, and the next attempt comes soon', async () => {
  const fake = await startFakeAgent();
  const log: string[] = [];
  const service = await start(fake.address, { log: (line) => log.push(line) });
  await service.registered;
  fake.refuse('/agent/service/message-1');
  await eventually('the attempts are far apart', () => fake.refused.length === 7);
  fake.refuse(null);
  const before = fake.looks.length;
  await eventually('all is well', () => fake.looks.length > before + 3);
  fake.refuse('/agent/service/message-1');
  await eventually('it has tried twice more', () => fake.refused.length === 9);
  // 0.1 s at most, and 1 s at least if it went on as before.
  expect((fake.refused[8] ?? 0) - (fake.refused[7] ?? 0)).toBeLessThan(900);
  // Once for all attempts of each time.
  expect(log.filter((line) => line.includes('not now'))).toHaveLength(2);
  await service.stop();
  fake.close();
});
