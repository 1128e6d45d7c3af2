import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTopology } from '../../../src/topology/start-topology.js';
import type { StartedTopology } from '../../../src/topology/topology.js';
import { verify } from '../../../src/verify.js';
import { describeWithDocker, fromRoot, projectAt, remainsOf } from './docker-tests.js';
import { SHOP, SHOP_SAYS } from './shop.js';

describeWithDocker('a system that knows nothing of us', () => {
  // The tests build on each other: they share one topology.
  let topology: StartedTopology;
  let folder: string;
  const target = () => `${topology.urls.service}/version`;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'system-topology-test-'));
    const text = await readFile(fromRoot('fixtures/shop/haproxy.cfg'), 'utf8');
    const config = join(folder, 'naming-slots.cfg');
    const naming = '    http-response set-header X-Service-Instance %s\n    default_backend shop';
    await writeFile(config, text.replace('    default_backend shop', naming));
    topology = await startTopology({ ...SHOP, config });
  });
  afterAll(async () => {
    await topology?.stop();
    await rm(folder, { recursive: true });
  });

  test('once started, its share is what its replicas give, and each slot is called as Consul calls its replica', async () => {
    const options = { target: target(), expect: '20%', ...SHOP_SAYS };
    const slots = ['canary1', 'shop1', 'shop2', 'shop3', 'shop4'];
    expect(Object.keys((await verify(options)).instances).sort()).toEqual(slots);
    const verdict = await verify({ ...options, ...topology.sources });
    const replicas = (await topology.replicas()).map(({ instance }) => instance);
    expect(Object.keys(verdict.instances).sort()).toEqual(replicas.sort());
    expect(verdict).toMatchObject({
      verdict: 'matches',
      failed: 0,
      versions: { 2024.1: expect.any(Number) },
    });
  });

  test('every replica that Consul knows is routed to, although HAProxy shows no addresses', async () => {
    const replicas = await topology.replicas();
    expect(replicas.map(({ service, healthy }) => `${service} ${healthy}`).sort()).toEqual([
      'shop true',
      'shop true',
      'shop true',
      'shop true',
      'shop-canary true',
    ]);
    const hosts = new Set<string>();
    for (let sent = 0; sent < 10; sent++)
      hosts.add(
        ((await (await fetch(target(), { headers: { connection: 'close' } })).json()) as { host: string })
          .host,
      );
    expect(hosts.size).toBe(5);
  });

  test('its services are scaled by their names here or in the compose file', async () => {
    await topology.scale('canary', 4);
    expect((await verify({ target: target(), expect: '50%', ...SHOP_SAYS })).verdict).toBe('matches');
    await topology.scale('web-next', 1);
    expect((await verify({ target: target(), expect: '20%', ...SHOP_SAYS })).verdict).toBe('matches');
    // Nothing of those that have left without a word is in Consul: the next container may get their address.
    expect(await topology.replicas()).toHaveLength(5);
    await expect(topology.scale('shop-next', 1)).rejects.toThrow(
      'There is no service "shop-next" here; there are stable, canary',
    );
  });

  test('another configuration takes effect behind the same URL, by a restart: it has no master', async () => {
    expect(await topology.useHaproxyConfig(fromRoot('fixtures/shop/haproxy-headers.cfg'))).toBe('restart');
    const arms = [
      { name: 'marked', headers: { 'X-Beta-Tester': 'yes' }, expect: '100%' },
      { name: 'unmarked', expect: '0%' },
    ];
    expect((await verify({ target: target(), arms, ...SHOP_SAYS })).verdict).toBe('matches');
  });

  test('a configuration that HAProxy does not accept is refused in its words, and the old one serves on', async () => {
    const bad = join(folder, 'bad.cfg');
    const good = await readFile(fromRoot('fixtures/shop/haproxy.cfg'), 'utf8');
    await writeFile(bad, `${good}    nonsense\n`);
    await expect(topology.useHaproxyConfig(bad)).rejects.toThrow(
      /does not accept .*bad\.cfg:[\s\S]*'nonsense'/,
    );
    await writeFile(bad, good.replace('bind :8404', 'bind :8405'));
    await expect(topology.useHaproxyConfig(bad)).rejects.toThrow(
      /must have its statistics at :8404\/, where `urls.stats` leads; it has them at :8405/,
    );
    expect((await fetch(target())).status).toBe(200);
  });

  test('a paused replica is one that does not answer, until it is healed', async () => {
    await topology.useHaproxyConfig(fromRoot('fixtures/shop/haproxy.cfg'));
    const [victim] = (await topology.replicas()).filter(({ service }) => service === 'shop');
    await topology.pause(victim?.instance ?? '');
    const healthy = async () =>
      (await topology.replicas()).find((one) => one.instance === victim?.instance)?.healthy;
    await expect.poll(healthy, { timeout: 60_000 }).toBe(false);
    await topology.heal(victim?.instance ?? '');
    await expect.poll(healthy, { timeout: 60_000 }).toBe(true);
  });

  test('a replica that is cut off is reached by nobody, until it is healed under its old address', async () => {
    const shops = async () => (await topology.replicas()).filter(({ service }) => service === 'shop');
    // By their last figure: all are of one network.
    const before = (await shops()).sort((one, other) => lastOf(one.address) - lastOf(other.address));
    const [lower = '', higher = ''] = before.map(({ instance }) => instance);
    await topology.partition(lower);
    await topology.partition(higher);
    await topology.partition(higher);
    const healthy = async () => (await shops()).filter((one) => one.healthy).length;
    await expect.poll(healthy, { timeout: 60_000 }).toBe(before.length - 2);
    // Under the address of the other one, Consul would call that one healthy.
    await expect(topology.heal(higher)).rejects.toThrow(
      /would get the address .* Heal the other replicas that are cut off first/,
    );
    await expect(topology.scale('stable', 5)).rejects.toThrow(
      `${lower} is cut off: a container that is started now would get its address`,
    );
    await topology.heal(lower);
    await topology.heal(higher);
    await expect.poll(healthy, { timeout: 60_000 }).toBe(before.length);
    expect((await shops()).map(({ address }) => address).sort()).toEqual(
      before.map(({ address }) => address).sort(),
    );
    await topology.scale('stable', 4);
  });

  test('the logs are found by what a part is here, and by its name in the compose file', async () => {
    const logs = await topology.logs('proxy');
    expect(logs).toContain('shop');
    // HAProxy may have written more meanwhile.
    expect((await topology.logs('lb')).startsWith(logs)).toBe(true);
    await expect(topology.logs('redis')).rejects.toThrow(/no part "redis" here; there are .*pricing/);
  });

  test('stopped, it leaves nothing behind', async () => {
    const project = await projectAt(topology.urls.service);
    expect(await remainsOf(project)).not.toEqual([]);
    await topology.stop();
    expect(await remainsOf(project)).toEqual([]);
  });
});

function lastOf(address: string): number {
  return Number(address.split('.').at(-1));
}
