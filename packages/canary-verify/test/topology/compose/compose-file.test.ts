import { expect, test } from 'vitest';
import { type ComposeProject, compose } from '../../../src/topology/compose/compose-project.js';
import { describeWithDocker, fromRoot } from './docker-tests.js';

interface ComposeFile {
  services: Record<
    string,
    {
      image: string;
      build?: { args: Record<string, string> };
      deploy?: { replicas: number };
      ports?: { host_ip: string; published: string; target: number }[];
      volumes?: { source: string; target: string; read_only: boolean }[];
    }
  >;
}

/** compose.yaml as Compose itself reads it, with these variables and none that this process happens to have. */
async function read(variables: Record<string, string>): Promise<ComposeFile> {
  const names = ['CONSUL', 'HAPROXY', 'REDIS', 'NODE', 'SERVICE', 'CANARY'].map((name) => `${name}_IMAGE`);
  // For Compose an empty variable is none.
  const unset = Object.fromEntries([...names, 'SERVICE_PULL_POLICY'].map((name) => [name, '']));
  const project: ComposeProject = {
    name: 'compose-file-test',
    files: [fromRoot('fixtures/compose/compose.yaml')],
    profiles: [],
    env: { ...unset, ...variables },
  };
  return JSON.parse(await compose(project, ['config', '--format', 'json'])) as ComposeFile;
}

function imagesOf({ services }: ComposeFile): string[] {
  return Object.values(services).flatMap(({ image, build }) => [
    image,
    ...(build ? [build.args.NODE_IMAGE ?? ''] : []),
  ]);
}

describeWithDocker('fixtures/compose/compose.yaml', () => {
  test('pins every upstream image to one release', async () => {
    const upstream = imagesOf(await read({})).filter((image) => image !== 'canary-verify-examples');
    expect(new Set(upstream.map((image) => image.replace(/:.*/, '')))).toEqual(
      new Set(['hashicorp/consul', 'haproxy', 'redis', 'node']),
    );
    for (const image of upstream) expect(image).toMatch(/:\d+\.\d+\.\d+(-slim)?$/);
  });

  test('lets a variable replace each image', async () => {
    const replaced = await read({
      CONSUL_IMAGE: 'own/consul',
      HAPROXY_IMAGE: 'own/haproxy',
      REDIS_IMAGE: 'own/redis',
      NODE_IMAGE: 'own/node',
      SERVICE_IMAGE: 'own/service',
    });
    for (const image of imagesOf(replaced)) expect(image).toMatch(/^own\//);
  });

  test('gives the canary an image of its own, and no other service', async () => {
    const { services } = await read({ SERVICE_IMAGE: 'own/service', CANARY_IMAGE: 'own/canary' });
    const images = ['service-v1', 'service-v2', 'credit'].map((name) => services[name]?.image);
    expect(images).toEqual(['own/service', 'own/canary', 'own/service']);
  });

  test('takes the numbers of replicas from variables: 4 of each unless told otherwise', async () => {
    const replicas = ({ services }: ComposeFile) =>
      ['service-v1', 'service-v2', 'credit'].map((name) => services[name]?.deploy?.replicas);
    expect(replicas(await read({}))).toEqual([4, 4, 4]);
    const tenPercent = { SERVICE_V1_REPLICAS: '9', SERVICE_V2_REPLICAS: '1', CREDIT_REPLICAS: '1' };
    expect(replicas(await read(tenPercent))).toEqual([9, 1, 1]);
  });

  test('publishes its ports to this machine only', async () => {
    const ports = Object.values((await read({})).services).flatMap(({ ports = [] }) => ports);
    expect(ports.map(({ host_ip, published, target }) => `${host_ip}:${published}:${target}`).sort()).toEqual(
      ['127.0.0.1:48151:48151', '127.0.0.1:48152:48152', '127.0.0.1:8500:8500'],
    );
  });

  test('gives HAProxy the configuration of a variable and the maps of the fixtures, read-only', async () => {
    const mounted = async (variables: Record<string, string>) =>
      (await read(variables)).services.haproxy?.volumes?.map(({ source, read_only }) => [source, read_only]);
    const maps = [fromRoot('fixtures/haproxy/maps'), true];
    expect(await mounted({})).toEqual([[fromRoot('fixtures/haproxy/replicas.cfg'), true], maps]);
    expect(await mounted({ HAPROXY_CONFIG: '/own/haproxy.cfg' })).toEqual([['/own/haproxy.cfg', true], maps]);
  });
});
