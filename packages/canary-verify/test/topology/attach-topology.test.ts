import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type AttachedTopology, attachTopology } from '../../src/topology/attach-topology.js';
import { startTopology } from '../../src/topology/start-topology.js';
import type { StartedTopology } from '../../src/topology/topology.js';
import { verify } from '../../src/verify.js';
import { fakeServer } from '../fake-server.js';
import { fakeConsul, instances } from '../output/fake-consul.js';
import { printed } from '../output/printed.js';
import { describeWithDocker, fromRoot, projectAt } from './compose/docker-tests.js';
import { SHOP, SHOP_SAYS } from './compose/shop.js';

const GOOD = {
  proxy: 'http://localhost:80',
  consul: 'http://localhost:8500',
  haproxyStats: ['http://localhost:8404/'],
  services: {
    stable: { compose: 'web', consul: 'shop' },
    canary: { compose: 'web-next', consul: 'shop-canary' },
  },
};

describe('a definition that cannot be used is refused', () => {
  test.each<[string, object, string]>([
    [
      'an unknown key',
      { ...GOOD, haproxyStat: [] },
      'definition has no "haproxyStat"; did you mean "haproxyStats"?',
    ],
    ['no HAProxy', { ...GOOD, haproxyStats: [] }, 'haproxyStats must name at least one HAProxy; got none'],
    ['no proxy', { ...GOOD, proxy: undefined }, 'proxy must be text that is not empty; got nothing'],
    ['credentials in a URL', { ...GOOD, consul: 'http://a:b@c' }, 'consul must not contain credentials'],
    ['no canary', { ...GOOD, services: { stable: GOOD.services.stable } }, 'services.canary is missing'],
    [
      'a place that it does not know',
      { ...GOOD, namespace: 'a' },
      'definition has no "namespace"; it knows proxy',
    ],
    [
      'replicas in two places',
      { ...GOOD, composeProject: 'a', stack: 'b' },
      'stack and `composeProject` exclude each other',
    ],
  ])('%s', (_, definition, message) => {
    expect(() => attachTopology(definition as never)).toThrow(message);
  });
});

describe('versions that are one service of Consul', () => {
  const services = {
    stable: { compose: 'web', consul: 'shop' },
    canary: { compose: 'web-next', consul: 'shop' },
  };

  test('have each replica once', async () => {
    await using consul = await fakeServer(fakeConsul(instances('shop', 3)));
    const attached = attachTopology({ ...GOOD, consul: new URL(consul.url).origin, services });
    expect(await attached.replicas()).toHaveLength(3);
  });

  test('are not scaled: it would be waited for a number that nobody knows', async () => {
    const attached = attachTopology({ ...GOOD, services, composeProject: 'shop' });
    await expect(attached.scale('stable', 2)).rejects.toThrow(
      'stable and canary are one service of Consul, "shop": which replicas are whose is not known',
    );
  });
});

describeWithDocker('a system that somebody else has started', () => {
  let started: StartedTopology;
  let attached: AttachedTopology;
  let definition: typeof GOOD & { config: string; composeProject: string };

  beforeAll(async () => {
    started = await startTopology({ ...SHOP, replicas: { stable: 2, canary: 2 } });
    const { service, consul, stats } = started.urls;
    definition = {
      ...GOOD,
      proxy: service,
      consul,
      haproxyStats: [stats],
      config: fromRoot('fixtures/shop/haproxy.cfg'),
      composeProject: await projectAt(service),
    };
    attached = attachTopology(definition);
  });
  afterAll(() => started?.stop());

  test('has the same URLs, replicas and logs', async () => {
    expect(attached.urls).toEqual(started.urls);
    expect(await attached.replicas()).toEqual(await started.replicas());
    expect(await attached.logs('lb')).toBe(await started.logs('proxy'));
  });

  test('is scaled, and verified', async () => {
    const target = `${attached.urls.service}/version`;
    expect((await verify({ target, expect: '50%', ...SHOP_SAYS })).verdict).toBe('matches');
    await attached.scale('web', 4);
    await attached.scale('canary', 1);
    expect((await verify({ target, expect: '20%', ...SHOP_SAYS })).verdict).toBe('matches');
    expect(await healthyOf(attached)).toHaveLength(5);
  });

  test('is not given replicas that are unlike those that run', async () => {
    vi.stubEnv('SHOP_IMAGE', 'another:1');
    try {
      await expect(attached.scale('canary', 2)).rejects.toThrow(
        /web-next of the compose project .* runs with other settings than .*compose\.yaml/,
      );
    } finally {
      vi.unstubAllEnvs();
    }
  });

  test('can only be looked at where it is not said where its replicas run', async () => {
    const { composeProject: _, ...others } = definition;
    const looked = attachTopology(others);
    expect(await healthyOf(looked)).toHaveLength(5);
    await expect(looked.scale('canary', 2)).rejects.toThrow('This topology can only be looked at');
  });

  test('has its share set by replicas, up before down, and verified', async () => {
    const { stable, canary, by } = SHOP_SAYS;
    const says = ['--by', by, '--stable', stable, '--canary', canary];
    const place = ['--compose', `${definition.composeProject}/web+web-next`];
    const { output, exitCode } = await printed(
      ['share', '40%', ...place, ...says, '--instance', 'json:/host', `${attached.urls.service}/version`],
      { env: process.env },
    );
    expect(output).toMatch(/the share is set to 40 % \(2 of 5 replicas\), before: 20 % \(1 of 5 replicas\)/);
    expect(output).toMatch(/^✔ matches/m);
    expect(exitCode).toBe(0);
  });
});

/** What has left without a word stays in Consul for a while, as critical. */
async function healthyOf(topology: AttachedTopology): Promise<string[]> {
  return (await topology.replicas()).filter(({ healthy }) => healthy).map(({ instance }) => instance);
}
