import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eventually } from 'workbench/eventually';
import { freePort } from 'workbench/free-port';
import { type ServiceOptions, startService } from '../../src/index.js';
import { type ConsulAgent, startConsul } from '../support/consul-agent.js';
import { ask } from '../support/request.js';

let consul: ConsulAgent;
beforeAll(async () => {
  consul = await startConsul();
});
afterAll(() => consul[Symbol.asyncDispose]());

const start = (name: string, options: Partial<ServiceOptions>) =>
  startService({
    handler: (_request, response) => response.end(),
    ...{ name, id: `${name}-1`, address: '127.0.0.1', consul: { address: consul.address } },
    ...{ drainMs: 0, signals: false, log: () => {} },
    ...options,
  });

const agentHas = async (id: string) => {
  const services = (await consul.get('/agent/services')) as Record<string, Record<string, unknown>>;
  return services[id];
};

test("Traefik's and Fabio's tags are taken as they are, and the log names those that DNS cannot find", async () => {
  const tags = ['traefik.http.routers.shop.rule=Host(`a`, `b`)', 'urlprefix-/shop', 'v1.2.3', 'blue'];
  const log: string[] = [];
  await using service = await start('tagged', { tags, log: (line) => void log.push(line) });
  await service.registered;
  expect((await agentHas('tagged-1'))?.Tags).toEqual(tags);
  const [line] = log.filter((one) => one.includes('no DNS labels'));
  expect(line).toContain('"urlprefix-/shop", "v1.2.3"');
  expect(line).not.toContain('blue');
});

test('tags that others change are restored, unless they may change them', async () => {
  await using strict = await start('strict', { tags: ['blue'] });
  await using loose = await start('loose', { tags: ['blue'], enableTagOverride: true });
  await Promise.all([strict.registered, loose.registered]);
  for (const name of ['strict', 'loose']) {
    const { Service } = (await consul.instances(name))[0] as { Service: object };
    const known = await agentHas(`${name}-1`);
    const body = { ID: `${name}-1`, Name: name, Tags: ['red'], EnableTagOverride: name === 'loose' };
    await consul.put('/agent/service/register', {
      ...body,
      ...{ Address: known?.Address, Port: known?.Port, Weights: known?.Weights },
    });
    expect(Service).toBeDefined();
  }
  await eventually('the strict one is restored', async () => {
    return String((await agentHas('strict-1'))?.Tags) === 'blue';
  });
  expect(String((await agentHas('loose-1'))?.Tags)).toBe('red');
  expect(await loose.setWeight(9)).toBe(true);
  expect(String((await agentHas('loose-1'))?.Tags)).toBe('red');
});

test('a service that starts has its own tags, whatever others made of those of its predecessor', async () => {
  const left = { ID: 'heir-1', Name: 'heir', Address: '127.0.0.1', Port: 1 };
  await consul.put('/agent/service/register', { ...left, Tags: ['red'], EnableTagOverride: true });
  await using service = await start('heir', { tags: ['blue'], enableTagOverride: true });
  await service.registered;
  expect(String((await agentHas('heir-1'))?.Tags)).toBe('blue');
});

test.each([
  ...['a%2Fb', 'a?b=c', 'a#b', 'a+b', 'a"b', 'a`b', 'a"`b', 'a\\b', "a'b", '%00', 'a..b', '(a&&b)'],
])('the id %s is found again, and taken out', async (id) => {
  const log: string[] = [];
  const service = await start('quoted', { id, log: (line) => void log.push(line) });
  await service.registered;
  // Whatever it looks for by its id is found.
  for (let weight = 1; weight < 4; weight++) expect(await service.setWeight(weight)).toBe(true);
  expect(await agentHas(id)).toMatchObject({ Weights: { Passing: 3 * 256 } });
  // Its checks are found, too: what it has not found it would not end.
  await service.setMaintenance('upgrade');
  await service.setMaintenance(null);
  expect(Object.keys((await consul.get('/agent/checks')) as object)).not.toContain(
    `_service_maintenance:${id}`,
  );
  expect(await service.stop()).toMatchObject({ deregistered: true });
  expect(await agentHas(id)).toBeUndefined();
  expect(log.join('\n')).not.toMatch(/lost|changed|removed|again/);
});

test('addresses for other networks', async () => {
  await using service = await start('addressed', {
    taggedAddresses: { wan: { address: '203.0.113.9', port: 443 } },
  });
  await service.registered;
  expect((await agentHas('addressed-1'))?.TaggedAddresses).toMatchObject({
    wan: { Address: '203.0.113.9', Port: 443 },
  });
});

test('a sidecar comes and goes with the service', async () => {
  const service = await start('meshed', { sidecar: true });
  await service.registered;
  await eventually('it is there', () => agentHas('meshed-1-sidecar-proxy').then(Boolean));
  await service.stop();
  expect(await agentHas('meshed-1-sidecar-proxy')).toBeUndefined();
  expect(await agentHas('meshed-1')).toBeUndefined();
});

test('every change says a line', async () => {
  const log: string[] = [];
  await using service = await start('talking', { log: (line) => void log.push(line) });
  await service.registered;
  await service.setWeight(10);
  await service.setMaintenance('upgrade');
  await service.setMaintenance(null);
  await consul.put('/agent/service/deregister/talking-1');
  const expected = [
    'registered as talking-1',
    'weight 10 as HAProxy sees it, 2560 in Consul',
    'in maintenance: upgrade',
    'maintenance has ended',
    'Consul has lost the registration',
    /registered as talking-1 .* again$/,
  ];
  await eventually('it is back', () => log.some((line) => line.endsWith(' again')));
  const said = expected.map((line) =>
    log.findIndex((one) => (typeof line === 'string' ? one.includes(line) : line.test(one))),
  );
  expect(said).not.toContain(-1);
  expect(said).toEqual([...said].sort((one, other) => one - other));
});

describe('workers of a cluster', () => {
  test('share one registration, and whoever leaves while others stay does not take it out', async () => {
    const port = String(await freePort());
    const program = fileURLToPath(new URL('../fixtures/clustered.js', import.meta.url));
    const primary = fork(program, {
      env: {
        SERVICE_NAME: 'clustered',
        SERVICE_ADDRESS: '127.0.0.1',
        SERVICE_DRAIN_MS: '300',
        CONSUL_HTTP_ADDR: consul.address,
        PORT: port,
      },
      silent: true,
    });
    let log = '';
    primary.stderr?.setEncoding('utf8').on('data', (text) => (log += text));
    const ended = once(primary, 'exit');
    await eventually('both workers are registered', () => log.split('registered as').length === 3);
    expect(await consul.instances('clustered')).toHaveLength(1);

    primary.send('weight');
    await eventually('both know the new weight', () => log.includes('another worker has changed the weight'));
    primary.send('retire');
    await eventually('one has left', () => log.includes('worker left with 0'));
    expect(log).toContain('other workers serve on, so the registration stays');
    expect(await consul.instances('clustered')).toMatchObject([{ Service: { Weights: { Passing: 2_560 } } }]);
    expect((await ask(`http://127.0.0.1:${port}/version`)).status).toBe(200);

    primary.send('retire');
    await eventually('the other one has left', () => log.split('worker left with 0').length === 3);
    expect(await consul.instances('clustered')).toEqual([]);
    expect(await ended).toEqual([0, null]);
  });
});
