import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { readSystem } from '../../../src/topology/compose/read-system.js';
import { planSystem } from '../../../src/topology/compose/system-plan.js';
import { startTopology } from '../../../src/topology/start-topology.js';
import { describeWithDocker, fromRoot } from './docker-tests.js';
import { SHOP } from './shop.js';

describe('a definition that cannot be used is refused by itself', () => {
  const { services } = SHOP;
  test.each<[string, object, string]>([
    [
      'an unknown key',
      { ...SHOP, composeFile: 'x' },
      'definition has no "composeFile"; it knows compose, services',
    ],
    ['a mistyped key', { ...SHOP, profile: ['x'] }, 'definition has no "profile"; did you mean "profiles"?'],
    ['no compose file', { services }, 'compose must be text that is not empty; got nothing'],
    [
      'no canary',
      { ...SHOP, services: { ...services, canary: undefined } },
      'services.canary must be an object; got nothing',
    ],
    [
      'a service by one name',
      { ...SHOP, services: { ...services, canary: 'web-next' } },
      'services.canary must be an object; got "web-next"',
    ],
    [
      'a service without its name in Consul',
      { ...SHOP, services: { ...services, canary: { compose: 'web-next' } } },
      'services.canary.consul must be text that is not empty; got nothing',
    ],
    [
      'replicas of nobody',
      { ...SHOP, replicas: { canry: 1 } },
      'replicas has no "canry"; did you mean "canary"?',
    ],
    [
      'half a replica',
      { ...SHOP, replicas: { canary: 0.5 } },
      'replicas.canary must be a whole number from 0 to 10000; got "0.5"',
    ],
    ['a port that is text', { ...SHOP, port: '80' }, 'port must be a whole number from 1 to 65535; got "80"'],
    ['no time', { ...SHOP, readyTimeoutMs: 0 }, 'readyTimeoutMs must be a whole number from 1'],
    ['a driver without a definition', [] as object, 'definition must be an object; got something else'],
  ])('%s', async (_, definition, message) => {
    await expect(startTopology(definition as never)).rejects.toThrow(message);
    await expect(startTopology(definition as never)).rejects.toMatchObject({ name: 'UsageError' });
  });
});

test('without a docker command that is said', async () => {
  vi.stubEnv('PATH', '/nowhere');
  try {
    await expect(startTopology(SHOP)).rejects.toThrow(
      'compose cannot be used: there is no `docker` command on PATH',
    );
  } finally {
    vi.unstubAllEnvs();
  }
});

describeWithDocker(
  'a definition is held against the compose file and the configuration before anything starts',
  () => {
    let folder: string;
    let compose: string;
    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'system-definition-test-'));
      compose = await readFile(SHOP.compose, 'utf8');
      await writeFile(join(folder, 'haproxy.cfg'), await readFile(fromRoot('fixtures/shop/haproxy.cfg')));
    });
    afterAll(() => rm(folder, { recursive: true }));

    /** The plan for the shop with another compose file. */
    async function planned(text: string, others: object = {}) {
      await writeFile(join(folder, 'compose.yaml'), text);
      return planSystem(readSystem({ ...SHOP, compose: join(folder, 'compose.yaml'), ...others }));
    }

    test('what is found: the port, the statistics, the mounted configuration, the servers of each service', async () => {
      const plan = await planned(compose);
      expect(plan.mounted).toEqual({
        source: join(folder, 'haproxy.cfg'),
        target: '/etc/haproxy/haproxy.cfg',
        further: [],
      });
      expect(plan.configuration).toMatchObject({
        port: 80,
        page: { port: 8404, path: '/' },
        settlesMs: 2_200,
        routed: [
          { service: 'shop', backend: 'shop', prefix: 'shop', slots: 10 },
          { service: 'shop-canary', backend: 'shop', prefix: 'canary', slots: 10 },
          { service: 'pricing', backend: 'pricing', prefix: 'pricing', slots: 10 },
        ],
      });
    });

    test('a configuration in a folder that is mounted is found, too', async () => {
      const plan = await planned(
        compose.replace('./haproxy.cfg:/etc/haproxy/haproxy.cfg:ro', './:/etc/haproxy:ro'),
      );
      expect(plan.mounted).toEqual({
        source: join(folder, 'haproxy.cfg'),
        target: '/etc/haproxy/haproxy.cfg',
        further: [],
      });
    });

    test('a file that is no compose file is refused in the words of Compose', async () => {
      await expect(planned('services: [')).rejects.toThrow(/^compose cannot be used: [\s\S]*yaml/);
    });

    test('a service that the file does not have is refused, with the one that was probably meant', async () => {
      const services = { ...SHOP.services, proxy: 'lbs' };
      await expect(planned(compose, { services })).rejects.toThrow(
        'services.proxy must be a service of the compose file; got "lbs", did you mean "lb"?',
      );
    });

    test('a configuration that HAProxy does not mount is refused: another one in its place would change nothing', async () => {
      const mount = '    volumes: ["./haproxy.cfg:/etc/haproxy/haproxy.cfg:ro"]\n';
      expect(compose).toContain(mount);
      await expect(planned(compose.replace(mount, ''))).rejects.toThrow(
        'services.proxy lb must mount the configuration that its HAProxy reads, /etc/haproxy/haproxy.cfg; it mounts nothing',
      );
      await expect(planned(compose.replace('cfg:/etc/haproxy/', 'cfg:/etc/other/'))).rejects.toThrow(
        'it mounts /etc/other/haproxy.cfg',
      );
    });

    test('a configuration whose text the compose file has itself is one that must be named', async () => {
      const mount = 'volumes: ["./haproxy.cfg:/etc/haproxy/haproxy.cfg:ro"]';
      const inline = `${compose.replace(mount, 'configs: [{ source: lb, target: /etc/haproxy/haproxy.cfg }]')}
configs: { lb: { content: "frontend http" } }\n`;
      await expect(planned(inline)).rejects.toThrow(
        'config must name a file: the compose file has the text of /etc/haproxy/haproxy.cfg itself, which lb reads',
      );
      const config = fromRoot('fixtures/shop/haproxy.cfg');
      expect((await planned(inline, { config })).config).toBe(config);
    });

    test('a folder alone is refused: nothing in it could be changed', async () => {
      const mount = './haproxy.cfg:/etc/haproxy/haproxy.cfg:ro';
      const only = compose.replace(mount, './:/etc/haproxy:ro').replace('/haproxy.cfg]', ']');
      await expect(planned(only)).rejects.toThrow(
        'services.proxy lb must read a file first, which can be changed; it reads the folder /etc/haproxy',
      );
    });

    test('a configuration without statistics is one, too: the topology opens a socket of its own', async () => {
      const config = join(folder, 'without-statistics.cfg');
      const text = await readFile(fromRoot('fixtures/shop/haproxy.cfg'), 'utf8');
      await writeFile(config, text.slice(0, text.indexOf('frontend stats')));
      expect(await planned(compose, { config })).toMatchObject({
        configuration: { page: null, port: 80 },
        socketPort: 65_000,
      });
    });

    test('a service that HAProxy does not ask Consul for is refused', async () => {
      const services = { ...SHOP.services, stable: { compose: 'web', consul: 'shp' } };
      await expect(planned(compose, { services })).rejects.toThrow(
        /services\.stable\.consul must be a service that .* asks Consul for; got "shp", it asks for shop, shop-canary, pricing/,
      );
    });

    test('where HAProxy listens on several ports, the one that is asked must be named', async () => {
      const config = join(folder, 'two-ports.cfg');
      const text = await readFile(fromRoot('fixtures/shop/haproxy.cfg'), 'utf8');
      await writeFile(config, text.replace('bind :80', 'bind :80\n    bind :81'));
      const twoPorts = compose.replace('"42510:80"', '"42510:80", "42513:81"');
      await expect(planned(twoPorts, { config })).rejects.toThrow(
        /^port must say which one is asked: .* listens on 80, 81/,
      );
      expect((await planned(twoPorts, { config, port: 81 })).configuration.port).toBe(81);
      await expect(planned(compose, { config, port: 82 })).rejects.toThrow(
        /must listen on 82; it listens on 80, 81/,
      );
    });
  },
);
