import { inspect } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually } from 'workbench/eventually';
import { freePort } from 'workbench/free-port';
import {
  leave,
  OptionsError,
  type ServiceOptions,
  type StartedService,
  startService,
} from '../../src/index.js';
import { type ConsulAgent, startConsul } from '../support/consul-agent.js';
import { ask } from '../support/request.js';
import { slowRoadTo } from '../support/slow-road.js';

let consul: ConsulAgent;

beforeAll(async () => {
  consul = await startConsul();
});
afterAll(() => consul[Symbol.asyncDispose]());

function start(options: Partial<ServiceOptions>): Promise<StartedService> {
  return startService({
    handler: (_request, response) => response.end(),
    name: 'message',
    address: '127.0.0.1',
    port: 0,
    consul: { address: consul.address },
    drainMs: 0,
    signals: false,
    log: () => {},
    ...options,
  });
}

function passing(agent: ConsulAgent, instance: string) {
  return eventually(`${instance} is registered and its check passes`, async () => {
    const instances = await agent.instances('message');
    const found = instances.find(({ Service }) => Service.ID === instance);
    const check = found?.Checks.find(({ ServiceID }) => ServiceID === instance);
    return check?.Status === 'passing' && found;
  });
}

test('Consul has what the service is, and finds it healthy', async () => {
  await using service = await start({ version: '2.0.0', track: 'canary', tags: ['blue'], id: 'message-a' });
  expect(await service.registered).toBe(true);
  const { Service, Checks } = await passing(consul, 'message-a');
  expect(Service).toMatchObject({
    ID: 'message-a',
    Service: 'message',
    Address: '127.0.0.1',
    Port: service.identity.port,
    Tags: ['blue'],
    Meta: { version: '2.0.0', track: 'canary' },
    Weights: { Passing: 1, Warning: 1 },
  });
  const own = Checks.filter(({ ServiceID }) => ServiceID === 'message-a');
  expect(own).toMatchObject([{ CheckID: 'message-a-ready' }]);
});

test('weight 90 is 23040 in Consul', async () => {
  await using service = await start({ weight: 90, id: 'message-heavy' });
  await service.registered;
  const { Service } = await passing(consul, 'message-heavy');
  expect(Service.Weights).toEqual({ Passing: 23_040, Warning: 23_040 });
});

test('a check that an older version left behind is gone', async () => {
  const left = { ID: 'message-b', Name: 'message', Check: { CheckID: 'old', TTL: '60s' } };
  await consul.put('/agent/service/register', left);
  await using service = await start({ id: 'message-b' });
  await service.registered;
  const { Checks } = await passing(consul, 'message-b');
  expect(Checks.map(({ CheckID }) => CheckID)).not.toContain('old');
});

test('a service is out of Consul after it has left, and one that is out already leaves as well', async () => {
  const service = await start({ id: 'message-c' });
  await service.registered;
  expect((await consul.instances('message')).map(({ Service }) => Service.ID)).toContain('message-c');
  expect(await service.stop()).toMatchObject({ deregistered: true, brokenOff: 0 });
  expect((await consul.instances('message')).map(({ Service }) => Service.ID)).not.toContain('message-c');

  const forgotten = await start({ id: 'message-d' });
  await forgotten.registered;
  await consul.put('/agent/service/deregister/message-d');
  expect(await forgotten.stop()).toMatchObject({ deregistered: true });
});

test('stopping twice gives the same departure', async () => {
  const service = await start({ id: 'message-e' });
  const [first, second] = await Promise.all([service.stop(), service.stop()]);
  expect(first).toBe(second);
  expect(await service.stop()).toBe(first);
});

test('Consul can be reached by a name, a URL and an IPv6 address', async () => {
  const { port } = new URL(`http://${consul.address}`);
  for (const address of [`localhost:${port}`, `http://127.0.0.1:${port}/`, `[::ffff:127.0.0.1]:${port}`]) {
    await using service = await start({ consul: { address } });
    expect(await service.registered).toBe(true);
  }
});

test('a service serves before there is a Consul, and registers when it comes', async () => {
  const httpPort = await freePort();
  const log: string[] = [];
  await using service = await start({
    id: 'message-early',
    consul: { address: `127.0.0.1:${httpPort}` },
    log: (line) => log.push(line),
  });
  expect((await ask(`${service.url}/version`)).status).toBe(200);
  await eventually('it complains', () => log.some((line) => line.includes('not registered, trying on')));
  await using late = await startConsul({ httpPort });
  expect(await service.registered).toBe(true);
  await passing(late, 'message-early');
  expect(log.filter((line) => line.includes('ECONNREFUSED'))).toHaveLength(1);
});

test('a service that leaves before Consul came was never registered', async () => {
  const service = await start({ consul: { address: `127.0.0.1:${await freePort()}` } });
  expect(await service.stop()).toMatchObject({ deregistered: false });
  expect(await service.registered).toBe(false);
});

test('a Consul that is gone does not keep a service from leaving', async () => {
  await using doomed = await startConsul();
  const log: string[] = [];
  const service = await start({ consul: { address: doomed.address }, log: (line) => log.push(line) });
  await service.registered;
  await doomed[Symbol.asyncDispose]();
  expect(await service.stop()).toMatchObject({ deregistered: false });
  expect(log.join('\n')).toContain('ECONNREFUSED');
});

test('a Consul that hangs delays neither start nor stop beyond the deadline', async () => {
  await using hanging = await startConsul();
  const options = { consul: { address: hanging.address, timeoutMs: 400 } };
  const registered = await start({ ...options, id: 'message-f' });
  await registered.registered;
  hanging.signal('SIGSTOP');

  const beforeStart = performance.now();
  const unregistered = await start({ ...options, id: 'message-g' });
  expect(performance.now() - beforeStart).toBeLessThan(400);

  // The deadline, the last answers (500 ms) and as much again for a slow machine.
  const most = 400 + 500 + 900;
  const departures = await Promise.all([registered.stop(), unregistered.stop()]);
  for (const departure of departures) {
    expect(departure).toMatchObject({ deregistered: false });
    expect(departure.durationMs).toBeGreaterThanOrEqual(390);
    expect(departure.durationMs).toBeLessThan(most);
  }
});

test('a registration that is still on its way does not overtake the departure', async () => {
  await using road = await slowRoadTo(consul.address, 300);
  const service = await start({ consul: { address: road.address }, id: 'message-late' });
  await eventually('it is being registered', () => road.registering() === 1);
  expect(await service.stop()).toMatchObject({ deregistered: true });
  expect((await consul.instances('message')).map(({ Service }) => Service.ID)).not.toContain('message-late');
});

test('nor does a change of the weight that nobody has waited for', async () => {
  await using road = await slowRoadTo(consul.address, 300);
  const service = await start({ consul: { address: road.address }, id: 'message-changed', weight: 90 });
  await service.registered;
  const changed = service.setWeight(10);
  await eventually('the change is on its way', () => road.registering() === 2);
  expect(await service.stop()).toMatchObject({ deregistered: true });
  // Whoever waits for it is told, and whoever comes too late.
  expect([await changed, await service.setWeight(20)]).toEqual([false, false]);
  expect((await consul.instances('message')).map(({ Service }) => Service.ID)).not.toContain(
    'message-changed',
  );
});

test('nor does one that arrives while the service drains', async () => {
  await using road = await slowRoadTo(consul.address, 0);
  const service = await start({
    consul: { address: road.address, timeoutMs: 300 },
    id: 'message-tardy',
    drainMs: 3_000,
  });
  await service.registered;
  road.takes(2_500);
  expect(await service.setWeight(10)).toBe(false);
  const { deregistered, durationMs } = await service.stop();
  expect(deregistered).toBe(true);
  // It arrives after 2.2 s. From then on proxies have the whole drain to notice, and there are the last answers of 0.5 s.
  expect(durationMs).toBeGreaterThan(5_200);
  expect((await consul.instances('message')).map(({ Service }) => Service.ID)).not.toContain('message-tardy');
});

test('a change that only an agent that hangs has heard of does not bring the service back', async () => {
  await using hanging = await startConsul();
  const service = await start({
    consul: { address: hanging.address, timeoutMs: 300 },
    id: 'message-hung',
    drainMs: 4_000,
  });
  await service.registered;
  hanging.signal('SIGSTOP');
  // It lies in the agent's socket until the agent goes on.
  expect(await service.setWeight(10)).toBe(false);
  const departure = service.stop();
  hanging.signal('SIGCONT');
  expect(await departure).toMatchObject({ deregistered: true });
  expect(await hanging.instances('message')).toEqual([]);
});

test('with failFast a service that is told to leave while it starts is out of Consul', async () => {
  await using road = await slowRoadTo(consul.address, 300);
  const starting = start({ consul: { address: road.address }, id: 'message-hasty', failFast: true });
  await eventually('it is being registered', () => road.registering() === 1);
  const [departure] = await leave();
  expect(departure).toMatchObject({ deregistered: true });
  await expect(starting).rejects.toThrow('it was told to leave');
  expect((await consul.instances('message')).map(({ Service }) => Service.ID)).not.toContain('message-hasty');
});

test('wrong options register nothing', async () => {
  await expect(start({ name: 'wrong', weight: 0, tags: ['a.b'] })).rejects.toThrow(OptionsError);
  expect(await consul.instances('wrong')).toEqual([]);
});

test('a port that is taken is said, and nothing is registered', async () => {
  await using first = await start({ name: 'taken' });
  await first.registered;
  const { port } = first.identity;
  await expect(start({ name: 'taken', port, id: 'second' })).rejects.toThrow(
    `Cannot listen on port ${port}: EADDRINUSE`,
  );
  expect((await consul.instances('taken')).map(({ Service }) => Service.ID)).toEqual([
    first.identity.instance,
  ]);
});

test('with access control the token is needed, and never shown', async () => {
  await using guarded = await startConsul({ hcl: 'acl { enabled = true default_policy = "deny" }' });
  const { SecretID: token } = (await eventually('access control is up', () =>
    guarded.put('/acl/bootstrap').catch(() => undefined),
  )) as { SecretID: string };
  const log: string[] = [];
  const add = (line: string) => void log.push(line);

  await using stranger = await start({
    consul: { address: guarded.address, token: 'wrong-token' },
    log: add,
  });
  await eventually('Consul refuses the stranger', () => log.some((line) => line.includes('answered 403')));
  await using friend = await start({ consul: { address: guarded.address, token }, log: add });
  expect(await friend.registered).toBe(true);

  const shown = log.join() + inspect([friend, stranger], { depth: null, showHidden: true });
  const version = await ask(`${friend.url}/version`);
  expect(shown + version.body).not.toContain(token);
  expect(shown).not.toContain('wrong-token');
});
