import { setImmediate } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { consulHealth } from '../../src/consul/health.js';
import { resolveOptions } from '../../src/options/options.js';
import { verify } from '../../src/verify.js';
import { type FakeServer, fakeServer, inTurn, replica } from '../fake-server.js';

const nineAndOne = () =>
  inTurn(
    ...Array.from({ length: 9 }, (_, index) => replica('stable', `a-${index}`)),
    replica('canary', 'b-0'),
  );

/** A fake Consul, to have replicas that do not exist, and answers that a real one gives only when it is broken. */
function fakeConsul(
  counts: Readonly<Record<string, number>>,
  tokens: Set<unknown> = new Set(),
  catalog: readonly string[] = [],
): Promise<FakeServer> {
  return fakeServer((request, response) => {
    tokens.add(request.headers['x-consul-token']);
    if (request.url === '/v1/catalog/services')
      return response.end(JSON.stringify(Object.fromEntries(catalog.map((name) => [name, []]))));
    const service = request.url?.split('/').at(-1) ?? '';
    const entry = (index: number, Status: string) => ({
      Node: { Address: '127.0.0.1' },
      Service: { ID: `${service}-${index}`, Service: service, Address: '', Port: 1 },
      Checks: [{ Status }],
    });
    const healthy = Array.from({ length: counts[service] ?? 0 }, (_, index) => entry(index, 'passing'));
    response.end(JSON.stringify([...healthy, entry(99, 'critical')]));
  });
}

describe('Consul says how many replicas there are', () => {
  test('a run matches when as many replicas answer as Consul has healthy ones; critical ones do not count', async () => {
    await using server = await fakeServer(nineAndOne());
    await using consul = await fakeConsul({ 'service-v1': 9, 'service-v2': 1 });
    const verdict = await verify({ target: server.url, expect: '10%', consul: new URL(consul.url).origin });
    expect(verdict).toMatchObject({ verdict: 'matches', diagnosis: [] });
  });

  test('more than answer: it differs', async () => {
    await using server = await fakeServer(nineAndOne());
    await using consul = await fakeConsul({ 'shop-a': 9, 'shop-b': 2 });
    const services = { stable: 'shop-a', canary: 'shop-b' };
    const verdict = await verify({
      target: server.url,
      expect: '10%',
      consul: new URL(consul.url).host,
      services,
    });
    expect(verdict.verdict).toBe('differs');
    expect(verdict.diagnosis).toMatchObject([
      { kind: 'not-healthy' },
      { kind: 'replicas-missing', track: 'canary', service: 'shop-b', seen: 1, expected: 2 },
    ]);
  });

  test('none: nothing is counted, and the names that were asked for are said', async () => {
    await using server = await fakeServer(nineAndOne());
    await using consul = await fakeConsul({});
    const verdict = await verify({ target: server.url, expect: '10%', consul: consul.url });
    expect(verdict).toMatchObject({ verdict: 'unmeasured', requests: 0 });
    const services = ['service-v1', 'service-v2'];
    const unhealthy = services.map((service) => ({ service, replicas: 1 }));
    expect(verdict.diagnosis).toEqual([{ kind: 'not-in-consul', services, unhealthy, known: [] }]);
  });

  test('the token goes with each question and nowhere else', async () => {
    const tokens = new Set<unknown>();
    await using server = await fakeServer((request, response) => {
      expect(request.headers).not.toHaveProperty('x-consul-token');
      nineAndOne()(request, response);
    });
    await using consul = await fakeConsul({ 'service-v1': 1 }, tokens);
    const options = { target: server.url, expect: '0%', consul: consul.url, consulToken: 'not-to-be-seen' };
    const verdict = await verify(options);
    expect([...tokens]).toEqual(['not-to-be-seen']);
    expect(JSON.stringify(verdict)).not.toContain('not-to-be-seen');
  });
});

describe('Consul says nothing', () => {
  test('because nobody listens', async () => {
    const gone = await fakeConsul({});
    await gone[Symbol.asyncDispose]();
    const url = new URL(gone.url).origin;
    const verdict = await verify({ target: 'http://127.0.0.1:1/', expect: '10%', consul: url });
    expect(verdict.diagnosis).toEqual([{ kind: 'consul-unreachable', url, cause: 'ECONNREFUSED' }]);
  });

  test('because it refuses', async () => {
    await using consul = await fakeServer((_, response) => response.writeHead(403).end('Permission denied'));
    const verdict = await verify({ target: 'http://127.0.0.1:1/', expect: '10%', consul: consul.url });
    expect(verdict).toMatchObject({ verdict: 'unmeasured', exitCode: 3 });
    expect(verdict.diagnosis).toMatchObject([
      { kind: 'consul-unreachable', cause: expect.stringContaining('Consul answered 403') },
    ]);
  });
});

test.each([
  [{ consul: '::' }, 'consul must be a URL, for example http://localhost:8500'],
  [{ consul: 'http://user:secret@consul' }, 'consul must not contain credentials'],
  [
    { consul: 'localhost:8500', replicas: { stable: 9, canary: 1 } },
    'consul and `replicas` exclude each other',
  ],
])('%j is refused', (options, message) => {
  expect(() => resolveOptions({ expect: '10%', ...options })).toThrow(message);
});

test('many services are asked at once, without a warning of a leak', async () => {
  const warnings: Error[] = [];
  const take = (warning: Error) => warnings.push(warning);
  process.on('warning', take);
  try {
    await using consul = await fakeConsul({});
    const agent = { url: new URL(consul.url).origin, token: null };
    const services = Array.from({ length: 30 }, (_, index) => `service-${index}`);
    const instances = await consulHealth(agent, services, new AbortController().signal);
    expect(instances.map(({ service }) => service)).toEqual(services);
    await setImmediate();
  } finally {
    process.off('warning', take);
  }
  expect(warnings).toEqual([]);
});

describe('replicas are compared by their ids', () => {
  const named = (count: number) =>
    inTurn(
      ...Array.from({ length: count }, (_, index) => replica('stable', `service-v1-${index}`)),
      replica('canary', 'service-v2-0'),
    );

  test('where responses name them: one that is not healthy does not stand for a missing one', async () => {
    // Eight of nine answer, and one that Consul calls critical: as many as there should be.
    const answers = inTurn(
      ...Array.from({ length: 8 }, (_, index) => replica('stable', `service-v1-${index}`)),
      replica('stable', 'service-v1-99'),
      replica('canary', 'service-v2-0'),
    );
    await using server = await fakeServer(answers);
    await using consul = await fakeConsul({ 'service-v1': 9, 'service-v2': 1 });
    const verdict = await verify({ target: server.url, expect: '10%', consul: consul.url });
    expect(verdict.verdict).toBe('differs');
    expect(verdict.diagnosis).toContainEqual(
      expect.objectContaining({ kind: 'replicas-missing', track: 'stable', seen: 8, expected: 9 }),
    );
  });

  test('one service alone has the one version that is expected', async () => {
    await using server = await fakeServer(
      inTurn(...Array.from({ length: 3 }, (_, index) => replica('stable', `credit-${index}`))),
    );
    await using consul = await fakeConsul({ credit: 3 });
    const services = { stable: 'credit', canary: 'credit' };
    const given = { target: server.url, consul: consul.url, services };
    expect(await verify({ ...given, expect: '0%' })).toMatchObject({ verdict: 'matches', diagnosis: [] });
    expect(() => resolveOptions({ ...given, expect: '10%' })).toThrow(
      'services must name two services for a share, STABLE+CANARY; got "credit" for both',
    );
  });

  test('answers of another service that Consul knows are no answers of these', async () => {
    await using server = await fakeServer(named(3));
    await using consul = await fakeConsul({ 'shop-a': 3, 'shop-b': 1, 'service-v1': 3 }, new Set(), [
      'service-v1',
      'shop-a',
      'shop-b',
    ]);
    const services = { stable: 'shop-a', canary: 'shop-b' };
    const verdict = await verify({ target: server.url, expect: '25%', consul: consul.url, services });
    expect(verdict).toMatchObject({
      verdict: 'unmeasured',
      requests: 0,
      diagnosis: [{ kind: 'other-service', service: 'service-v1', services: ['shop-a', 'shop-b'] }],
    });
  });
});
