import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { explain } from '../../../src/explain/explain.js';
import { removeReused } from '../../../src/topology/compose/reused.js';
import { startTopology } from '../../../src/topology/start-topology.js';
import { describeWithDocker, fromRoot, projectAt, remainsOf, volumesOf } from './docker-tests.js';
import { SHOP } from './shop.js';

const built = pathToFileURL(fromRoot('packages/canary-verify/dist/topology/index.js'));
/** A shop that is up sooner. */
const SMALL = { ...SHOP, replicas: { stable: 1, canary: 1 } };

describeWithDocker('starting a system', () => {
  let folder: string;
  let compose: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'system-start-test-'));
    compose = await readFile(SHOP.compose, 'utf8');
    await writeFile(join(folder, 'haproxy.cfg'), await readFile(fromRoot('fixtures/shop/haproxy.cfg')));
  });
  afterAll(() => rm(folder, { recursive: true }));

  async function startWith(text: string, others: object = {}) {
    const file = join(folder, 'compose.yaml');
    await writeFile(file, text);
    return startTopology({ ...SMALL, compose: file, ...others });
  }

  test('two at a time do not collide, although the file has fixed ports', async () => {
    const named = compose.replace('  lb:\n', '  lb:\n    container_name: the-only-one\n');
    await using one = await startWith(named);
    await using other = await startWith(named);
    const urls = [one, other].flatMap(({ urls }) => Object.values(urls));
    expect(new Set(urls.map((url) => new URL(url).port)).size).toBe(6);
    for (const { urls } of [one, other]) expect((await fetch(`${urls.service}/version`)).status).toBe(200);
  });

  test('where HAProxy runs as a master with workers, and without statistics, it is reloaded', async () => {
    const mastered = compose.replace('[haproxy, -f,', '[haproxy, -W, -db, -f,');
    const text = await readFile(fromRoot('fixtures/shop/haproxy.cfg'), 'utf8');
    const config = join(folder, 'without-statistics.cfg');
    await writeFile(config, text.slice(0, text.indexOf('frontend stats')));
    await using topology = await startWith(mastered, { config });
    expect(topology.urls.stats).toBe(topology.haproxySocket);
    const { instances } = await explain(topology.sources);
    expect(instances.map(({ haproxy }) => haproxy.map(({ slot }) => slot))).toEqual([['shop1'], ['canary1']]);
    const container = async () => (await topology.logs('proxy')).match(/Loading success/g)?.length;
    expect(await container()).toBe(1);
    expect(await topology.useHaproxyConfig(fromRoot('fixtures/shop/haproxy-headers.cfg'))).toBe('reload');
    // The master, and with it the container, is the same: its output goes on.
    expect(await container()).toBe(2);
    // Slots of the same name that wait for another service do not begin with the servers of the old one.
    const swapped = join(folder, 'swapped.cfg');
    await writeFile(
      swapped,
      text.replace(/_shop(-canary)?\._tcp/g, (_, canary) => (canary ? '_shop._tcp' : '_shop-canary._tcp')),
    );
    expect(await topology.useHaproxyConfig(swapped)).toBe('reload');
    const after = (await explain(topology.sources)).instances;
    expect(after.map(({ haproxy: [server], service }) => [service, server?.slot])).toEqual([
      ['shop', 'canary1'],
      ['shop-canary', 'shop1'],
    ]);
    expect(await topology.useHaproxyConfig(fromRoot('fixtures/shop/haproxy-headers.cfg'))).toBe('reload');
    const marked = { headers: { connection: 'close', 'X-Beta-Tester': 'yes' } };
    const response = await fetch(`${topology.urls.service}/version`, marked);
    expect(await response.json()).toMatchObject({ build: '2024.2' });
  });

  test('a configuration of the section `configs` is taken, and a folder that HAProxy reads behind it', async () => {
    const text = await readFile(fromRoot('fixtures/shop/haproxy.cfg'), 'utf8');
    const cut = text.indexOf('\nbackend pricing') + 1;
    expect(cut).toBeGreaterThan(0);
    await mkdir(join(folder, 'further'), { recursive: true });
    await writeFile(join(folder, 'first.cfg'), text.slice(0, cut));
    await writeFile(join(folder, 'further', 'pricing.cfg'), text.slice(cut));
    const several = compose
      .replace('[haproxy, -f, /etc/haproxy/haproxy.cfg]', '[haproxy, -f, /etc/first.cfg, -f, /etc/further]')
      .replace('"./haproxy.cfg:/etc/haproxy/haproxy.cfg:ro"', '"./further:/etc/further:ro"')
      .replace('  lb:\n', '  lb:\n    configs: [{ source: first, target: /etc/first.cfg }]\n');
    const services = { ...SHOP.services, pricing: { compose: 'pricing', consul: 'pricing' } };
    const withConfigs = `${several}\nconfigs: { first: { file: ./first.cfg } }\n`;
    await using topology = await startWith(withConfigs, { services });
    for (const path of ['/version', '/pricing/'])
      expect((await fetch(`${topology.urls.service}${path}`)).status, path).toBe(200);
    // Only the first file is another one then: the folder stays.
    const swapped = join(folder, 'swapped-first.cfg');
    const teapot = 'bind :80\n    http-request return status 418 if { path /tea }';
    await writeFile(swapped, text.slice(0, cut).replace('bind :80', teapot));
    expect(await topology.useHaproxyConfig(swapped)).toBe('restart');
    expect((await fetch(`${topology.urls.service}/tea`)).status).toBe(418);
    expect((await fetch(`${topology.urls.service}/pricing/`)).status).toBe(200);
  });

  test('one that is reused is found again at the next start, with its containers and its URL', async () => {
    const reused = { ...SMALL, reuse: true };
    const first = await startTopology(reused);
    const project = await projectAt(first.urls.service);
    try {
      const containers = await remainsOf(project);
      await first.stop();
      const second = await startTopology(reused);
      expect(second.urls).toEqual(first.urls);
      expect(await remainsOf(project)).toEqual(containers);
      // What the next start finds is what it asks for, not what the last one has made of it.
      await second.useHaproxyConfig(fromRoot('fixtures/shop/haproxy-headers.cfg'));
      await second.scale('canary', 2);
      const third = await startTopology(reused);
      const builds = await Promise.all([1, 2].map(() => buildOf(third.urls.service)));
      expect(builds.sort()).toEqual(['2024.1', '2024.2']);
    } finally {
      expect(await removeReused(SHOP.compose)).toEqual([project]);
    }
    expect(await remainsOf(project)).toEqual([]);
    expect(existsSync(join(tmpdir(), project))).toBe(false);
    expect(await removeReused(SHOP.compose)).toEqual([]);
  });

  test('what a run has left whose reaper was killed, too, is removed by the next start', async () => {
    const file = join(folder, 'with-volume.yaml');
    const kept = compose.replace('  web:\n', '  web:\n    volumes: [kept:/kept]\n');
    await writeFile(file, `${kept}\nvolumes: { kept: {} }\n`);
    const script = `
      import { startTopology } from '${built}';
      const topology = await startTopology(${JSON.stringify({ ...SMALL, compose: file })});
      console.log(topology.urls.service);
      setInterval(() => {}, 60_000);`;
    const child = spawn(process.execPath, ['--input-type=module', '--eval', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let url = '';
    for await (url of createInterface({ input: child.stdout })) break;
    const project = await projectAt(url);
    const reapers = await childrenOf(child.pid ?? 0, 'reaper.js');
    expect(reapers).toHaveLength(1);
    for (const pid of reapers) process.kill(pid, 'SIGKILL');
    child.kill('SIGKILL');
    expect(await volumesOf(project)).toHaveLength(1);
    // Of another run only the folder is left.
    const folderAlone = join(tmpdir(), 'canary-verify-0123abcd');
    await cp(join(tmpdir(), project), folderAlone, { recursive: true });
    await using next = await startTopology(SMALL);
    expect(existsSync(folderAlone)).toBe(false);
    expect(next.urls.service).not.toBe(url);
    expect(await remainsOf(project)).toEqual([]);
    expect(existsSync(join(tmpdir(), project))).toBe(false);
  });
});

async function buildOf(url: string): Promise<string> {
  const response = await fetch(`${url}/version`, { headers: { connection: 'close' } });
  return ((await response.json()) as { build: string }).build;
}

/** The processes that a process has started, by a word of their command. */
async function childrenOf(parent: number, word: string): Promise<number[]> {
  const entries = await readFile(`/proc/${parent}/task/${parent}/children`, 'utf8');
  const pids = entries
    .split(' ')
    .map(Number)
    .filter((pid) => pid > 0);
  const commands = await Promise.all(pids.map((pid) => readFile(`/proc/${pid}/cmdline`, 'utf8')));
  return pids.filter((_, index) => commands[index]?.includes(word));
}
