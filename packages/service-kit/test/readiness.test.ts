import { describe, expect, test } from 'vitest';
import { eventually } from 'workbench/eventually';
import { startService } from '../src/index.js';
import { Readiness, type ReadinessSettings } from '../src/readiness.js';
import { startConsul } from './support/consul-agent.js';
import { ask } from './support/request.js';

const settings = (probes: ReadinessSettings['probes'], changes: Partial<ReadinessSettings> = {}) => ({
  probes,
  timeoutMs: 1_000,
  cacheMs: 500,
  ...changes,
});

test('ready when every probe is, asked all at once', async () => {
  const under: string[] = [];
  const probe = (name: string) => async () => {
    under.push(name);
    while (under.length < 2) await new Promise(setImmediate);
  };
  const readiness = new Readiness(settings({ redis: probe('redis'), credit: probe('credit') }));
  const { ready, probes } = await readiness.check();
  expect(ready).toBe(true);
  expect(probes.map(({ name, ready }) => [name, ready])).toEqual([
    ['redis', true],
    ['credit', true],
  ]);
});

test('a probe that fails is named with its reason, without credentials', async () => {
  const redis = () =>
    Promise.reject(new Error('cannot reach redis://user:secret@redis:6379\n  at somewhere'));
  const report = await new Readiness(settings({ redis })).check();
  expect(report).toMatchObject({ ready: false, reason: 'redis: cannot reach redis://***@redis:6379' });
});

test.each([
  [false, false],
  [undefined, true],
  [null, true],
  ['PONG', true],
  [0, true],
])('a probe that gives %j makes the service ready: %j', async (answer, ready) => {
  const report = await new Readiness(settings({ redis: async () => answer })).check();
  expect(report.ready).toBe(ready);
  if (!ready) expect(report.reason).toBe('redis: says no');
});

test.each<[string, () => unknown, string]>([
  ['rejects with nothing', () => Promise.reject(undefined), 'undefined'],
  [
    'throws null',
    () => {
      throw null;
    },
    'null',
  ],
  [
    'throws an empty text',
    () => {
      throw '';
    },
    'failed',
  ],
  [
    'throws an error without a word',
    () => {
      throw new Error('');
    },
    'failed',
  ],
  ['gives false later', () => new Promise((resolve) => setImmediate(resolve, false)), 'says no'],
  [
    'quotes a command',
    () => {
      throw new Error('psql --password hunter2: refused');
    },
    'psql --password *** refused',
  ],
])('a probe that %s makes it not ready, and says so', async (_what, probe, reason) => {
  const report = await new Readiness(settings({ redis: probe })).check();
  expect(report).toMatchObject({ ready: false, reason: `redis: ${reason}` });
});

test('a probe that throws at once, and one that never answers', async () => {
  let aborted = false;
  const probes = {
    thrower: () => {
      throw new Error('broken');
    },
    sleeper: (signal: AbortSignal) =>
      new Promise<void>(() => {
        signal.addEventListener('abort', () => {
          aborted = true;
        });
      }),
  };
  const { probes: results } = await new Readiness(settings(probes, { timeoutMs: 30 })).check();
  expect(results.map(({ reason }) => reason)).toEqual(['broken', 'no answer within 30 ms']);
  expect(aborted).toBe(true);
});

test('many checkers do not multiply the probes', async () => {
  let asked = 0;
  const readiness = new Readiness(settings({ redis: () => void asked++ }, { cacheMs: 60_000 }));
  await Promise.all(Array.from({ length: 100 }, () => readiness.check()));
  await readiness.check();
  expect(asked).toBe(1);
});

test('without a cache each check asks anew', async () => {
  let asked = 0;
  const readiness = new Readiness(settings({ redis: async () => void asked++ }, { cacheMs: 0 }));
  await eventually('it was asked again', async () => {
    await readiness.check();
    return asked > 1;
  });
});

describe('over HTTP', () => {
  const start = (up: () => boolean) =>
    startService({
      handler: (_request, response) => response.end(),
      ...{ name: 'probed', address: '127.0.0.1', drainMs: 300, signals: false, log: () => {} },
      consul: { address: '127.0.0.1:9', timeoutMs: 100 },
      readiness: {
        redis: () => {
          if (!up()) throw new Error('gone');
        },
      },
      readinessCacheMs: 0,
    });

  test('ready, not ready and ready again; the process lives all the while', async () => {
    let up = true;
    await using service = await start(() => up);
    expect(JSON.parse((await ask(`${service.url}/health/ready`)).body)).toMatchObject({
      status: 'pass',
      probes: [{ name: 'redis', ready: true, reason: null }],
    });
    up = false;
    const failed = await ask(`${service.url}/health/ready`);
    expect(failed.status).toBe(503);
    expect(JSON.parse(failed.body)).toMatchObject({ status: 'fail', reason: 'redis: gone' });
    expect((await ask(`${service.url}/health/live`)).status).toBe(200);
    up = true;
    expect((await ask(`${service.url}/health/ready`)).status).toBe(200);
  });

  test('Consul hears why: of a probe that hangs, too, with all defaults', async () => {
    await using consul = await startConsul();
    await using _service = await startService({
      handler: (_request, response) => response.end(),
      ...{ name: 'hanging', address: '127.0.0.1', drainMs: 0, signals: false, log: () => {} },
      consul: { address: consul.address },
      readiness: { redis: () => new Promise(() => {}) },
    });
    await eventually('Consul has heard the reason', async () => {
      const checks = (await consul.get('/agent/checks')) as Record<string, { Output: string }>;
      return Object.values(checks).some(({ Output }) => Output.includes('redis: no answer within 750 ms'));
    });
  });

  test('maintenance and leaving are visible', async () => {
    const service = await start(() => true);
    await service.setMaintenance('moving house');
    const maintained = await ask(`${service.url}/health/ready`);
    expect([maintained.status, JSON.parse(maintained.body).reason]).toEqual([
      503,
      'maintenance: moving house',
    ]);
    await service.setMaintenance(null);
    expect((await ask(`${service.url}/health/ready`)).status).toBe(200);
    const stopped = service.stop();
    expect(JSON.parse((await ask(`${service.url}/health`)).body).reason).toBe('leaving');
    expect((await ask(`${service.url}/health/live`)).status).toBe(200);
    await stopped;
  });
});
