import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { untilRouted, verify } from 'canary-verify';
import { type AttachedTopology, attachTopology, dockerAnswers } from 'canary-verify/topology';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { freePorts } from 'workbench/free-port';
import { canaryVerify } from '../src/command-line.js';
import { startLoad } from '../src/steady-load.js';
import { pathOf } from './documented.js';
import { readChapters } from './first-canary/page.js';
import { followChapter, readerIn } from './first-canary/place.js';
import type { Reader } from './first-canary/reader.js';

let ports: Record<string, string> = {};
const STACK = `canary-verify-${process.pid}`;
/** Another configuration for its HAProxy. */
const CONFIG = `${STACK}-headers`;
const required = process.env.CANARY_VERIFY_REQUIRE_DOCKER === '1';
/** In CI test/join-swarm.ts has made one. */
const inSwarm =
  (await dockerAnswers()) && (await docker('info', '--format', '{{.Swarm.LocalNodeState}}')) === 'active';

/** The canary from the image of the stable version: a stack file cannot say that. */
function images(): Record<string, string> {
  const { SERVICE_IMAGE } = process.env;
  return SERVICE_IMAGE === undefined ? {} : { CANARY_IMAGE: SERVICE_IMAGE };
}

async function docker(...argv: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)('docker', argv, {
    env: { ...images(), ...process.env, ...ports },
  });
  return stdout.trim();
}

async function portsFor(names: string[]): Promise<Record<string, string>> {
  const found = await freePorts(names.length);
  return Object.fromEntries(names.map((name, at) => [name, String(found[at])]));
}

/** The exercise on Swarm. The tests build on each other: they share one stack. */
function suite(): void {
  let topology: AttachedTopology;
  const target = () => `${topology.urls.service}/version`;

  beforeAll(async () => {
    const names = ['HAPROXY_PORT', 'HAPROXY_STATS_PORT', 'CONSUL_PORT'];
    ports = await portsFor(names);
    await docker('stack', 'deploy', '--compose-file', pathOf('fixtures/compose/stack.yaml'), STACK);
    const same = (name: string) => ({ compose: name, consul: name });
    topology = attachTopology({
      proxy: `http://127.0.0.1:${ports.HAPROXY_PORT}`,
      consul: `http://127.0.0.1:${ports.CONSUL_PORT}`,
      haproxyStats: [`http://127.0.0.1:${ports.HAPROXY_STATS_PORT}/stats`],
      services: { stable: same('service-v1'), canary: same('service-v2'), credit: same('credit') },
      stack: STACK,
    });
  });
  afterAll(async () => {
    await docker('stack', 'rm', STACK);
    await docker('config', 'rm', CONFIG).catch(() => {});
  });

  test('the stack has 4 replicas of each service, and all of them answer', async () => {
    const place = { target: target(), consul: topology.urls.consul, maxTimeMs: 60_000 };
    expect(await untilRouted({ ...place, replicas: { stable: 4, canary: 4 } })).toMatchObject({
      routed: true,
      gaps: [],
    });
    const verdict = await verify({ target: target(), consul: topology.urls.consul, expect: '50%' });
    expect(verdict.verdict).toBe('matches');
    const own = (await topology.replicas()).filter(({ service }) => service !== 'credit');
    expect(Object.keys(verdict.instances).sort()).toEqual(own.map(({ instance }) => instance).sort());
    const credit = `${topology.urls.service}/credit/version`;
    expect(await untilRouted({ target: credit, replicas: { stable: 4, canary: 0 } })).toMatchObject({
      routed: true,
    });
  });

  test('the logs of a service are those of its replicas', async () => {
    const [replica] = (await topology.replicas()).filter(({ service }) => service === 'service-v2');
    expect(await topology.logs('canary')).toContain(replica?.instance);
    await expect(topology.logs('redos')).rejects.toThrow(`no such task or service: ${STACK}_redos`);
  });

  test('9 + 1 become 1 + 9 by docker service scale under load, and no request fails', async () => {
    await topology.scale('stable', 9);
    await topology.scale('canary', 1);
    const load = startLoad(target());
    const shares = async (expect: string) =>
      (await verify({ target: target(), consul: topology.urls.consul, expect })).verdict;
    try {
      expect(await shares('10%')).toBe('matches');
      await topology.scale('canary', 9);
      await topology.scale('stable', 1);
      const { exitCode, stdout } = await canaryVerify(
        ...['wait', '--replicas', '1+9', '--consul', topology.urls.consul, '--max-time', '60s', target()],
      );
      expect(stdout).toMatch(/^✔ routed: 1 stable and 9 canary replicas answer/);
      expect(exitCode).toBe(0);
      expect(await shares('90%')).toBe('matches');
      await load.untilAnswered(20_000);
    } finally {
      await load.stop();
    }
    expect(load.failures).toEqual({});
    expect(load.answered).toBeGreaterThanOrEqual(20_000);
  });

  test('by header: marked requests reach only canaries, unmarked only stable replicas', async () => {
    // A configuration of a stack cannot be changed: the service gets another one.
    const inside = '/usr/local/etc/haproxy/haproxy.cfg';
    await docker('config', 'create', CONFIG, pathOf('fixtures/haproxy/headers.cfg'));
    const change = ['--config-rm', `${STACK}_haproxy`, '--config-add', `source=${CONFIG},target=${inside}`];
    await docker('service', 'update', '--quiet', ...change, `${STACK}_haproxy`);
    const routed = await untilRouted({ target: target(), replicas: { stable: 1, canary: 0 } });
    expect(routed).toMatchObject({ routed: true });
    const arms = [
      { name: 'marked', headers: { 'X-Canary': 'always' }, expect: '100%' },
      { name: 'unmarked', expect: '0%' },
    ];
    const verdict = await verify({ target: target(), arms, maxTimeMs: 60_000 });
    expect(verdict).toMatchObject({ verdict: 'matches', failed: 0, unidentified: 0 });
    expect(verdict.arms.map(({ instances }) => Object.keys(instances).length)).toEqual([9, 1]);
  });
}

/** fixtures/compose/swarm.yaml, and a rollout of its canary as a user types it. */
function rolloutSuite(): void {
  const stack = `${STACK}-rollout`;
  const place = mkdtempSync(join(tmpdir(), 'swarm-rollout-'));
  const rollout = (...argv: string[]) => canaryVerify('rollout', ...argv, '--state', join(place, 'state'));
  let env: Record<string, string> = {};
  let target = '';

  const inStack = async (...argv: string[]) =>
    (
      await promisify(execFile)('docker', argv, { env: { ...images(), ...process.env, ...env } })
    ).stdout.trim();
  const running = async (service: string) =>
    (await inStack('ps', '--quiet', '--filter', `name=${stack}_${service}.`)).split('\n').filter(Boolean)
      .length;

  beforeAll(async () => {
    const names = ['HAPROXY_PORT', 'HAPROXY_STATS_PORT', 'HAPROXY_RUNTIME_PORT', 'CONSUL_PORT'];
    env = await portsFor(names);
    await inStack('stack', 'deploy', '--compose-file', pathOf('fixtures/compose/swarm.yaml'), stack);
    target = `http://127.0.0.1:${env.HAPROXY_PORT}/version`;
    const routed = await untilRouted({ target, replicas: { stable: 4, canary: 0 }, maxTimeMs: 120_000 });
    expect(routed).toMatchObject({ routed: true });
  });
  afterAll(async () => {
    await inStack('stack', 'rm', stack);
    await vi.waitFor(async () => expect(await running('')).toBe(0), { timeout: 60_000, interval: 500 });
    await inStack('volume', 'rm', `${stack}_consul`);
    rmSync(place, { recursive: true, force: true });
  });

  test('goes from a marked request to all requests, and back, and no other client loses one', async () => {
    const plan = {
      ...{ name: 'message', target, drain: '1s', warmUp: '5s' },
      ...{ map: 'maps/percent.map', haproxyStats: [`127.0.0.1:${env.HAPROXY_RUNTIME_PORT}`] },
      scale: { stack: `${stack}/service-v1+service-v2`, backends: 'stable+canary' },
      steps: [{ header: 'X-Canary: always' }, '10%', '50%'],
    };
    writeFileSync(join(place, 'plan.json'), JSON.stringify(plan));
    const load = startLoad(target);
    const started = await rollout('start', join(place, 'plan.json'));
    expect(started.stdout, started.stderr).toContain('message: succeeded');
    expect(started.exitCode).toBe(0);
    const undone = await rollout('undo', 'message');
    expect(undone.stdout, undone.stderr).toContain('message: rolled-back');
    await load.stop();
    expect(load.failures).toEqual({});
    expect(load.answered).toBeGreaterThan(5_000);
    await vi.waitFor(async () => expect(await running('service-v2')).toBe(0), {
      timeout: 60_000,
      interval: 500,
    });
    expect(await running('service-v1')).toBe(4);
  });
}

function pageSuite(): void {
  const stack = `${STACK}-page`;
  let reader: Reader;

  beforeAll(async () => {
    const names = {
      // The Swarm is there, and stays.
      'docker swarm init --advertise-addr 127.0.0.1': 'true',
      'docker swarm leave --force': 'true',
      'stack.yaml canary': `stack.yaml ${stack}`,
      canary_service: `${stack}_service`,
      'stack rm canary': `stack rm ${stack}`,
    };
    reader = await readerIn(pathOf('fixtures/compose'), names, images());
  });
  afterAll(async () => {
    await reader?.run(`docker stack rm ${stack}`);
  });

  test('does what it says', async () => {
    const [chapter] = readChapters().filter(({ title }) => title === 'On Swarm');
    if (chapter === undefined) throw new Error('the page has no chapter "On Swarm"');
    await followChapter(reader, chapter);
  });
}

if (inSwarm || required) {
  describe('on a Swarm of one node', suite);
  describe('a rollout on a Swarm of one node', rolloutSuite);
  describe('the chapter "On Swarm" of "Your first canary"', pageSuite);
} else
  test.skip('on a Swarm of one node: left out, because no Docker engine answers that is in a Swarm', () => {});
