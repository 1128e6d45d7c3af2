import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { docker } from '../../../src/topology/compose/docker-command.js';
import { startTopology } from '../../../src/topology/start-topology.js';
import type { StartedTopology } from '../../../src/topology/topology.js';
import { describeWithDocker, fixtures, fromRoot, projectAt, remainsOf } from './docker-tests.js';

interface Answer {
  service: string;
  instance: string;
}

describeWithDocker('containers', () => {
  // The tests build on each other: they share one topology.
  let topology: StartedTopology;
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'compose-topology-test-'));
    topology = await startTopology('compose', fixtures({ 'service-v1': 2, 'service-v2': 2, credit: 1 }));
  }, 600_000);
  afterAll(async () => {
    await topology?.stop();
    await rm(folder, { recursive: true });
  });

  async function ask(headers: Record<string, string> = {}): Promise<Answer> {
    const response = await fetch(`${topology.urls.service}/version`, {
      headers: { connection: 'close', ...headers },
    });
    expect(response.status).toBe(200);
    return (await response.json()) as Answer;
  }

  /** Round robin: as many requests as there are replicas reach each of them. */
  async function instancesThatAnswer(requests: number): Promise<string[]> {
    const seen = new Set<string>();
    for (let sent = 0; sent < requests; sent++) seen.add((await ask()).instance);
    return [...seen].sort();
  }

  async function healthyInstances(service: string): Promise<string[]> {
    const all = await topology.replicas();
    return all.filter((one) => one.service === service && one.healthy).map(({ instance }) => instance);
  }

  test('once started, HAProxy routes to every replica that Consul knows', async () => {
    const stable = await healthyInstances('service-v1');
    const canary = await healthyInstances('service-v2');
    expect([stable.length, canary.length]).toEqual([2, 2]);
    expect(await instancesThatAnswer(4)).toEqual([...stable, ...canary].sort());
    const credit = await fetch(`${topology.urls.service}/credit/version`);
    expect(await credit.json()).toMatchObject({ service: 'credit' });
  });

  test('a new replica takes part as soon as scale() resolves', async () => {
    await topology.scale('service-v1', 3);
    expect(await healthyInstances('service-v1')).toHaveLength(3);
    expect(await instancesThatAnswer(5)).toHaveLength(5);
  });

  test('replicas leave without losing a request', async () => {
    let leaving = true;
    const scaled = topology.scale('service-v1', 1).finally(() => {
      leaving = false;
    });
    let asked = 0;
    while (leaving) {
      await ask();
      asked++;
    }
    await scaled;
    expect(asked).toBeGreaterThan(100);
    expect(await instancesThatAnswer(3)).toHaveLength(3);
  });

  test('a configuration that HAProxy does not accept is refused in its words, and the old one serves on', async () => {
    const bad = join(folder, 'bad.cfg');
    const good = await readFile(fromRoot('fixtures/haproxy/replicas.cfg'), 'utf8');
    await writeFile(bad, `${good}    nonsense\n`);
    await expect(topology.useHaproxyConfig(bad)).rejects.toThrow(
      /HAProxy does not accept .*bad\.cfg:[\s\S]*unknown keyword 'nonsense'/,
    );
    await expect(topology.useHaproxyConfig(join(folder, 'none.cfg'))).rejects.toThrow(
      /cannot read .*none\.cfg.*ENOENT/,
    );
    expect(await instancesThatAnswer(3)).toHaveLength(3);
  });

  test('another configuration takes effect behind the same URL', async () => {
    await topology.useHaproxyConfig(fromRoot('fixtures/haproxy/headers.cfg'));
    for (let sent = 0; sent < 6; sent++) {
      expect(await ask()).toMatchObject({ service: 'service-v1' });
      expect(await ask({ 'X-Canary': 'always' })).toMatchObject({ service: 'service-v2' });
    }
  });

  test('a killed replica is gone from Consul and HAProxy, and scale() brings a healthy one', async () => {
    const [victim = ''] = await healthyInstances('service-v2');
    await topology.signal(victim, 'SIGKILL');
    await expect.poll(() => healthyInstances('service-v2'), { timeout: 60_000 }).not.toContain(victim);
    await topology.scale('service-v2', 2);
    expect(await healthyInstances('service-v2')).toHaveLength(2);
    await expect(topology.signal('nobody', 'SIGKILL')).rejects.toThrow(
      /No replica "nobody" runs here; Consul knows .*service-v2/,
    );
  });

  test('the logs have what each part wrote', async () => {
    expect(await topology.logs('service-v1')).toMatch(/registered as service-v1/);
    expect(await topology.logs('haproxy')).toContain('GET /version');
    await expect(topology.logs('apache')).rejects.toThrow(/no part "apache"/);
  });

  test('stopped, it leaves nothing behind, although somebody had attached a container of their own, which runs on', async () => {
    const project = await projectAt(topology.urls.service);
    expect(await remainsOf(project)).not.toEqual([]);
    const image = (
      await docker([
        'ps',
        '--filter',
        `publish=${new URL(topology.urls.consul).port}`,
        '--format',
        '{{.Image}}',
      ])
    ).trim();
    const run = ['run', '--detach', '--rm', '--network', `${project}_default`, '--entrypoint', 'sleep'];
    const attached = (await docker([...run, image, '600'])).trim();
    try {
      await topology.stop();
      expect(await remainsOf(project)).toEqual([]);
      expect(await docker(['inspect', '--format', '{{.State.Running}}', attached])).toBe('true\n');
      await topology.stop();
    } finally {
      await docker(['rm', '--force', attached]);
    }
  });
});
