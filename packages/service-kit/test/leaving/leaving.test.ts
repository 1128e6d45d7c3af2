import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually } from 'workbench/eventually';
import { freePort } from 'workbench/free-port';
import { type LeaveHooks, leave, startService } from '../../src/index.js';
import { type ConsulAgent, startConsul } from '../support/consul-agent.js';
import { startFakeAgent } from '../support/fake-agent.js';
import { ask } from '../support/request.js';
import { runService, type ServiceProcess } from '../support/service-process.js';

let consul: ConsulAgent;

beforeAll(async () => {
  consul = await startConsul();
});
afterAll(() => consul[Symbol.asyncDispose]());

interface Run {
  url: string;
  service: ServiceProcess;
}

/** Runs a fixture until it is registered. */
async function run(fixture: string, env: Record<string, string> = {}): Promise<Run> {
  const port = String(await freePort());
  const service = runService(fixture, {
    SERVICE_NAME: 'leaving',
    SERVICE_ADDRESS: '127.0.0.1',
    PORT: port,
    CONSUL_HTTP_ADDR: consul.address,
    SERVICE_DRAIN_MS: '1000',
    ...env,
  });
  await service.logged('registered as');
  return { url: `http://127.0.0.1:${port}`, service };
}

const refused = (url: string) =>
  ask(url).then(
    () => false,
    ({ code }) => code === 'ECONNREFUSED',
  );

test('on SIGTERM it is out of Consul first, serves on, says close, finishes what is in flight and exits 0', async () => {
  const { url, service } = await run('holding-service');
  await using _ = service;
  const inFlight = ask(`${url}/hold`);
  service.signal('SIGTERM');

  await service.logged('deregistered');
  expect(await consul.instances('leaving')).toEqual([]);
  expect((await ask(`${url}/health/ready`)).status).toBe(503);
  expect((await ask(`${url}/health/live`)).status).toBe(200);
  const draining = await ask(`${url}/anything`);
  expect([draining.status, draining.headers.connection]).toEqual([200, 'keep-alive']);

  // Not one of these requests fails: `ask` would throw.
  const last = await eventually('an answer says close', async () => {
    const answer = await ask(`${url}/anything`);
    expect(answer.status).toBe(200);
    return answer.headers.connection === 'close' && answer;
  });
  expect(last.body).toBe('finished');

  await eventually('no new connection is taken', () => refused(url));
  service.tell('release');
  const held = await inFlight;
  expect([held.status, held.body, held.headers.connection]).toEqual([200, 'finished', 'close']);
  expect(await service.ended).toBe(0);
});

test('a leaving service is unready before it is out of Consul', async () => {
  await using hanging = await startConsul();
  const { url, service } = await run('holding-service', { CONSUL_HTTP_ADDR: hanging.address });
  await using _ = service;
  hanging.signal('SIGSTOP');
  service.signal('SIGTERM');
  await service.logged('SIGTERM: leaving');
  await eventually('it is not ready', async () => (await ask(`${url}/health`)).status === 503);
  expect(service.log()).not.toContain('deregistered');
  hanging.signal('SIGCONT');
  await service.logged('deregistered');
  expect(await service.ended).toBe(0);
});

test('SIGINT leaves as well, without Consul too', async () => {
  const { service } = await run('holding-service', { SERVICE_DRAIN_MS: '0' });
  await using _ = service;
  service.signal('SIGINT');
  expect(await service.ended).toBe(0);
});

test("a person's Ctrl-C ends a leaving service at once with 130", async () => {
  const { service } = await run('holding-service', { SERVICE_DRAIN_MS: '60000' });
  await using _ = service;
  service.signal('SIGTERM');
  await service.logged('SIGTERM: leaving');
  service.signal('SIGINT');
  expect(await service.ended).toBe(130);
});

test('with signals switched off they do what they do by default', async () => {
  const { service } = await run('signals-switched-off');
  await using _ = service;
  service.signal('SIGTERM');
  expect(await service.ended).toBe('SIGTERM');
});

test('the process can end by itself after stop()', async () => {
  const { service } = await run('stopping-by-itself', { SERVICE_DRAIN_MS: '0' });
  await using _ = service;
  service.tell('stop');
  expect(await service.ended).toBe(0);
});

async function startHere(finishMs: number) {
  return await startService({
    // Answers nothing but `/quick`.
    handler: ({ url }, response) => void (url === '/quick' && response.end()),
    name: 'leaving-here',
    address: '127.0.0.1',
    port: 0,
    consul: { address: consul.address },
    drainMs: 0,
    finishMs,
    signals: false,
    log: () => {},
  });
}

test('a request that does not end is broken off at the deadline, and counted', async () => {
  const service = await startHere(200);
  await service.registered;
  const stuck = ask(`${service.url}/stuck`);
  const failure = expect(stuck).rejects.toThrow('socket hang up');
  await ask(`${service.url}/quick`);
  expect(await service.stop()).toMatchObject({ deregistered: true, brokenOff: 1 });
  await failure;
});

test('a connection that never asked anything does not hold up the departure', async () => {
  const service = await startHere(20_000);
  const idle = connect(service.identity.port, '127.0.0.1');
  await once(idle, 'connect');
  await ask(`${service.url}/quick`);
  const { brokenOff, durationMs } = await service.stop();
  expect(brokenOff).toBe(0);
  expect(durationMs).toBeLessThan(10_000);
  idle.destroy();
});

test('a Consul that keeps it waiting takes the time from what is in flight: the deadline stays', async () => {
  await using hanging = await startConsul();
  const log: string[] = [];
  const service = await startService({
    handler: () => {},
    ...{ name: 'leaving-late', address: '127.0.0.1', signals: false, log: (line) => void log.push(line) },
    consul: { address: hanging.address, timeoutMs: 1_500 },
    ...{ drainMs: 2_000, finishMs: 4_000 },
  });
  await service.registered;
  const stuck = expect(ask(`${service.url}/stuck`)).rejects.toThrow('socket hang up');
  await ask(`${service.url}/version`);
  hanging.signal('SIGSTOP');
  const departure = service.stop();
  await eventually('it has waited for Consul', () => log.some((line) => line.includes('not deregistered')));
  hanging.signal('SIGCONT');
  const { durationMs, ...how } = await departure;
  expect(how).toMatchObject({ deregistered: true, brokenOff: 1 });
  // 2 s, the last answers of 0.5 s and 4 s; without the deadline 1.5 s more.
  expect(durationMs).toBeLessThan(7_300);
  await stuck;
});

test('the drain is as long as proxies need, counted from when Consul has taken the service out', async () => {
  const fake = await startFakeAgent();
  const log: string[] = [];
  const service = await startService({
    handler: (_request, response) => response.end(),
    ...{ name: 'message', id: 'message-1', address: '127.0.0.1', signals: false },
    ...{ consul: { address: fake.address }, drainMs: 3_000, log: (line) => void log.push(line) },
  });
  await service.registered;
  fake.refuse('/agent/service/deregister');
  const departure = service.stop();
  // The first attempt, and three while it drains.
  await eventually('it tries on', () => fake.refused.length === 4);
  fake.refuse(null);
  const willing = performance.now();
  expect(await departure).toMatchObject({ deregistered: true });
  // And the last answers, 0.5 s. Counted from the first attempt it would be 3.2 s at most.
  expect(performance.now() - willing).toBeGreaterThanOrEqual(3_490);
  expect(log.filter((line) => line.includes('not deregistered, leaving all the same'))).toHaveLength(1);
  fake.close();
});

test('a Consul that takes the service out late does not make it leave later than it has promised', async () => {
  const fake = await startFakeAgent();
  const service = await startService({
    handler: () => {},
    ...{ name: 'message', id: 'message-1', address: '127.0.0.1', signals: false },
    ...{ consul: { address: fake.address }, drainMs: 4_000, finishMs: 1_000, log: () => {} },
  });
  await service.registered;
  const stuck = expect(ask(`${service.url}/stuck`)).rejects.toThrow('socket hang up');
  await ask(`${service.url}/version`);
  fake.refuse('/agent/service/deregister');
  const departure = service.stop();
  await eventually('it has tried for a while', () => fake.refused.length === 5);
  fake.refuse(null);
  const { durationMs, ...how } = await departure;
  expect(how).toMatchObject({ deregistered: true, brokenOff: 1 });
  // 5.5 s are promised. Consul takes it out after 1.5 s to 3.1 s: with a whole drain after that it would be 6 s and more.
  expect(durationMs).toBeLessThan(5_900);
  await stuck;
  fake.close();
});

test.each(['before', 'drained', 'end'])(
  'a hook %s that waits for the departure does not wait for itself',
  async (moment) => {
    const service = await startService({
      handler: (_request, response) => response.end(),
      ...{ name: 'leaving-round', address: '127.0.0.1', signals: false, log: () => {} },
      ...{ consul: { address: consul.address }, drainMs: 0, finishMs: 20_000 },
      onLeave: { [moment]: async () => void (await Promise.all([service.stop(), leave()])) },
    });
    await service.registered;
    expect(await service.stop()).toMatchObject({ deregistered: true, unfinished: [] });
  },
);

test('a hook that waits for another service, which leaves by itself, waits until that has left', async () => {
  const start = (name: string, onLeave: LeaveHooks) =>
    startService({
      handler: (_request, response) => response.end(),
      ...{ name, address: '127.0.0.1', signals: false, log: () => {}, onLeave },
      ...{ consul: { address: consul.address }, drainMs: 0 },
    });
  const order: string[] = [];
  let letGo = () => {};
  const held = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  const inner = await start('leaving-inner', { end: () => held.then(() => void order.push('inner')) });
  const outer = await start('leaving-outer', {
    before: () => void inner.stop(),
    end: () => inner.stop().then(() => void order.push('outer')),
  });
  const departure = outer.stop();
  await eventually('the inner one is leaving', () => inner.leaving.aborted);
  letGo();
  await departure;
  expect(order).toEqual(['inner', 'outer']);
});

test('a request that does not end leaves hooks a part of the time', async () => {
  const service = await startService({
    handler: () => {},
    ...{ name: 'leaving-hooks', address: '127.0.0.1', signals: false, log: () => {} },
    ...{ consul: { address: consul.address }, drainMs: 0, finishMs: 4_000 },
    onLeave: { end: () => sleep(100) },
  });
  const stuck = expect(ask(`${service.url}/stuck`)).rejects.toThrow('socket hang up');
  await ask(`${service.url}/version`);
  expect(await service.stop()).toMatchObject({ brokenOff: 1, unfinished: [] });
  await stuck;
});

test.each(['before', 'drained', 'end'])(
  'a hook %s that does not end by itself holds nothing up, and is told',
  async (moment) => {
    let late: AbortSignal | undefined;
    const service = await startService({
      handler: (_request, response) => response.end(),
      ...{ name: 'leaving-held', address: '127.0.0.1', signals: false, log: () => {} },
      ...{ consul: { address: consul.address }, drainMs: 0, finishMs: 500 },
      onLeave: {
        [moment]: (signal: AbortSignal) => {
          late = signal;
          return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
        },
      },
    });
    const { unfinished } = await service.stop();
    expect(late?.aborted).toBe(true);
    expect(unfinished).toEqual([
      expect.stringMatching(`^\`onLeave.${moment}\` was not done within \\d+ ms$`),
    ]);
  },
);

test('one that has begun to leave by itself goes on when all others leave, and no listener stays', async () => {
  const before = process.listenerCount('SIGTERM');
  const start = (name: string) =>
    startService({
      handler: (_request, response) => response.end(),
      ...{ name, address: '127.0.0.1', consul: { address: consul.address }, drainMs: 300, log: () => {} },
    });
  const services = [await start('leaving-first'), await start('leaving-then')];
  await Promise.all(services.map(({ registered }) => registered));
  expect(process.listenerCount('SIGTERM')).toBe(before + 1);
  const first = services[0]?.stop();
  const departures = await leave();
  expect(departures).toHaveLength(2);
  expect(departures[0]).toBe(await first);
  expect(process.listenerCount('SIGTERM')).toBe(before);
});
