import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eventually } from 'workbench/eventually';
import { freePort } from 'workbench/free-port';
import { type ConsulAgent, startConsul } from '../support/consul-agent.js';
import { ask } from '../support/request.js';
import { runService, type ServiceProcess } from '../support/service-process.js';

let consul: ConsulAgent;

beforeAll(async () => {
  consul = await startConsul();
});
afterAll(() => consul[Symbol.asyncDispose]());

async function run(
  fixture: string,
  env: Record<string, string> = {},
): Promise<{ url: string; service: ServiceProcess }> {
  const port = String(await freePort());
  const service = runService(fixture, {
    SERVICE_NAME: 'leaving',
    SERVICE_ADDRESS: '127.0.0.1',
    PORT: port,
    CONSUL_HTTP_ADDR: consul.address,
    SERVICE_DRAIN_MS: '500',
    ...env,
  });
  await service.logged('registered as');
  return { url: `http://127.0.0.1:${port}`, service };
}

/** A request that has reached the service, and is answered when the service is told. */
async function held(url: string): Promise<{ answer: ReturnType<typeof ask> }> {
  const answer = ask(`${url}/hold`);
  // A later request over another connection has been answered: so the first one has come in.
  await ask(`${url}/`);
  return { answer };
}

const refused = (url: string) =>
  ask(url).then(
    () => false,
    ({ code }) => code === 'ECONNREFUSED',
  );

test('two services in one process leave together: it ends when the last request is answered, the pool open till then', async () => {
  const { url, service } = await run('two-services', { SERVICE_NAME: '' });
  await using _ = service;
  await eventually('both are registered', () => service.log().split('registered as').length === 3);
  const { answer } = await held(url);
  service.signal('SIGTERM');
  await eventually('no new connection is taken', () => refused(url));
  // The other one has nothing to do: it has long reached its last step, but waits.
  service.tell('go on');
  expect((await answer).body).toBe('the pool is open');
  expect(await service.ended).toBe(0);
  expect(service.log().match(/leaving \(Ctrl-C/g)).toHaveLength(1);
});

describe('a signal that comes again', () => {
  const ways = ['by its name', 'by its number', 'to a number in text', 'by another program', 'as an event'];
  test.each([
    ...ways.flatMap((way) => [
      ['SIGTERM', way],
      ['SIGTERM', `${way}, without its listeners`],
    ]),
    ['SIGINT', 'by its name'],
    ['SIGINT', 'by its number, without its listeners'],
    ['SIGTERM', 'by its name, without any listeners'],
  ] as [string, string][])('%s, sent by the framework %s', async (signal, how) => {
    const { url, service } = await run('re-sending', {
      SIGNAL: signal,
      HOW: how,
      PATH: process.env.PATH ?? '',
    });
    await using _ = service;
    const { answer } = await held(url);
    service.signal(signal as NodeJS.Signals);
    await service.logged(`${signal} again: already leaving`);
    await service.logged('heard another signal');
    service.tell('go on');
    expect((await answer).body).toBe('finished');
    expect(await service.ended).toBe(0);
  });

  test.each(['SIGTERM', 'SIGINT'] as const)(
    '%s from a process manager that sends it to the whole group, too',
    async (signal) => {
      const { url, service } = await run('holding-service');
      await using _ = service;
      const { answer } = await held(url);
      service.signal(signal);
      await service.logged(`${signal}: leaving`);
      service.signal(signal);
      await service.logged(`${signal} again`);
      service.tell('go on');
      expect((await answer).body).toBe('finished');
      expect(await service.ended).toBe(0);
    },
  );
});

test('a service that starts while the process leaves, leaves, too: nothing stays in Consul', async () => {
  const { service } = await run('late-comer');
  await using _ = service;
  service.signal('SIGTERM');
  expect(await service.ended).toBe(0);
  expect(service.log()).toContain('the late one is leaving: true');
  expect(await consul.instances('late')).toEqual([]);
  expect(await consul.instances('leaving')).toEqual([]);
});

describe('a program that closes its server at the signal', () => {
  test('keeps it open until proxies send nothing more, and is told when the service has left', async () => {
    const { url, service } = await run('closing-itself');
    await using _ = service;
    const { answer } = await held(url);
    service.signal('SIGTERM');
    await service.logged('deregistered');
    expect((await ask(`${url}/`)).status).toBe(200);
    await eventually('no new connection is taken', () => refused(url));
    service.tell('go on');
    expect((await answer).body).toBe('finished');
    expect(await service.ended).toBe(0);
    expect(service.log().match(/(?<=hook: ).*/g)?.[0]).toBe('end');
  });

  test('and one that ends the process at once is told in the log and by 1 what that costs', async () => {
    const { service } = await run('closing-itself', { HOW: 'at once' });
    await using _ = service;
    service.signal('SIGTERM');
    expect(await service.ended).toBe(1);
    expect(service.log()).toContain('the application has ended the process while it was leaving');
  });
});

test.each(['no', 'yes'])(
  'Nest with its shutdown hooks: they run when the last answer is out; closed at the signal by the program: %s',
  async (closing) => {
    const { url, service } = await run('nest-service', { CLOSING: closing });
    await using _ = service;
    const { answer } = await held(url);
    service.signal('SIGTERM');
    await service.logged('deregistered');
    expect(service.log()).not.toContain('destroyed');
    service.tell('go on');
    expect((await answer).body).toBe('the pool is open');
    expect(await service.ended).toBe(0);
    expect(service.log()).toContain('destroyed');
  },
);

describe('a crash', () => {
  test.each([
    ['throw', 'uncaughtException: Error: thrown'],
    ['reject', 'unhandledRejection: Error: rejected, password=***'],
  ])('%s: the service leaves in order, with 1, and what was in flight is answered', async (path, line) => {
    const { url, service } = await run('crashing');
    await using _ = service;
    const { answer } = await held(url);
    await ask(`${url}/${path}`);
    await service.logged(line);
    await service.logged('deregistered');
    expect((await ask(`${url}/`)).status).toBe(200);
    service.tell('go on');
    expect((await answer).body).toBe('finished');
    expect(await service.ended).toBe(1);
    expect(service.log()).not.toContain('hunter2');
  });
});

test('a crash while the process leaves: it goes on leaving, what was in flight is answered, and it ends with 1', async () => {
  const { url, service } = await run('crashing', { SERVICE_DRAIN_MS: '2000' });
  await using _ = service;
  const { answer } = await held(url);
  service.signal('SIGTERM');
  await service.logged('deregistered');
  await ask(`${url}/throw`);
  await service.logged('uncaughtException: Error: thrown');
  await ask(`${url}/reject`);
  await service.logged('unhandledRejection: Error: rejected');
  expect((await ask(`${url}/`)).status).toBe(200);
  service.tell('go on');
  expect((await answer).body).toBe('finished');
  expect(await service.ended).toBe(1);
});

test('a request that is broken off makes the process end with 1', async () => {
  const { url, service } = await run('holding-service', { SERVICE_FINISH_MS: '300' });
  await using _ = service;
  const { answer } = await held(url);
  const failure = expect(answer).rejects.toThrow('socket hang up');
  service.signal('SIGTERM');
  await failure;
  expect(await service.ended).toBe(1);
});

describe('hooks', () => {
  const hooks = ({ log }: ServiceProcess) => log().match(/(?<=hook: ).*/g);

  test('before the drain, after it and at the end, and background work is waited for', async () => {
    const { service } = await run('with-hooks');
    await using _ = service;
    service.signal('SIGTERM');
    await service.logged('waiting for nightly export');
    await service.logged('hook: drained');
    expect(service.log()).not.toContain('hook: end');
    service.tell('done');
    expect(await service.ended).toBe(0);
    expect(hooks(service)).toEqual(['told', 'before', 'drained', 'export done', 'end', 'end, added later']);
  });

  test.each([
    ['one that fails', { FAILING: 'yes' }, '`onLeave.end` has failed: the pool is broken'],
    ['one that never ends', { LATE: 'yes', SERVICE_FINISH_MS: '500' }, '`onLeave.end` was not done within'],
  ])('%s makes the process end with 1', async (_what, env, line) => {
    const { service } = await run('with-hooks', env as Record<string, string>);
    await using _ = service;
    service.tell('done');
    service.signal('SIGTERM');
    expect(await service.ended).toBe(1);
    expect(service.log()).toContain(line);
  });

  test('background work that does not end is named, and the process ends with 1 at the deadline', async () => {
    const { service } = await run('with-hooks', { SERVICE_FINISH_MS: '500' });
    await using _ = service;
    service.signal('SIGTERM');
    expect(await service.ended).toBe(1);
    expect(service.log()).toContain('nightly export did not end in time');
  });
});

test('whatever hangs, the process ends after the deadline, with 1', async () => {
  const { service } = await run('never-closing', { SERVICE_DRAIN_MS: '0', SERVICE_FINISH_MS: '300' });
  await using _ = service;
  service.signal('SIGTERM');
  expect(await service.ended).toBe(1);
  expect(service.log()).toContain('the deadline has passed: ending');
});

test('the deadline is said at start', async () => {
  const { service } = await run('holding-service', { SERVICE_DRAIN_MS: '3500' });
  await using _ = service;
  expect(service.log()).toContain(
    'leaves within 14 s: whoever stops it must wait longer (Docker: stop_grace_period: 15s)',
  );
});

test('one that was never registered has no drain', async () => {
  const port = String(await freePort());
  await using service = runService('holding-service', {
    SERVICE_NAME: 'alone',
    SERVICE_ADDRESS: '127.0.0.1',
    PORT: port,
    CONSUL_HTTP_ADDR: `127.0.0.1:${await freePort()}`,
    SERVICE_DRAIN_MS: '60000',
  });
  await service.logged('not registered');
  service.signal('SIGTERM');
  await service.logged('never registered');
  expect(await service.ended).toBe(0);
});

test('a Consul that is away when the service leaves is told while it drains', async () => {
  await using hanging = await startConsul();
  const { service } = await run('holding-service', {
    CONSUL_HTTP_ADDR: hanging.address,
    SERVICE_CONSUL_TIMEOUT_MS: '300',
    SERVICE_DRAIN_MS: '5000',
  });
  await using _ = service;
  hanging.signal('SIGSTOP');
  service.signal('SIGTERM');
  await service.logged('not deregistered, leaving all the same');
  hanging.signal('SIGCONT');
  await service.logged('deregistered');
  expect(await service.ended).toBe(0);
  expect(await hanging.instances('leaving')).toEqual([]);
});
