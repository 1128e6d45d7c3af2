import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { untilRouted, verify } from 'canary-verify';
import { dockerAnswers } from 'canary-verify/topology';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freePort } from 'workbench/free-port';
import { canaryVerify } from '../src/command-line.js';
import { pathOf } from './documented.js';
import { readChapters } from './first-canary/page.js';
import { followChapter, readerIn } from './first-canary/place.js';
import type { Reader } from './first-canary/reader.js';
import { startLoad } from './steady-load.js';

const STACK = `canary-verify-${process.pid}`;
const answers = await dockerAnswers();
const required = process.env.CANARY_VERIFY_REQUIRE_DOCKER === '1';

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

let ports: Record<string, string> = {};
/** The node was no part of a swarm before, and is to be none afterwards. */
let joined = false;

async function deploy(config: string): Promise<void> {
  ports = { ...ports, HAPROXY_CONFIG: pathOf(`fixtures/haproxy/${config}.cfg`) };
  await docker('stack', 'deploy', '--compose-file', pathOf('fixtures/compose/stack.yaml'), STACK);
}

function suite(): void {
  const consul = () => `http://127.0.0.1:${ports.CONSUL_PORT}`;
  const target = () => `http://127.0.0.1:${ports.HAPROXY_PORT}/version`;
  const place = () => ({ target: target(), consul: consul(), maxTimeMs: 60_000 });
  const scale = (stable: number, canary: number) =>
    docker('service', 'scale', '--detach', `${STACK}_service-v1=${stable}`, `${STACK}_service-v2=${canary}`);

  beforeAll(async () => {
    const names = ['HAPROXY_PORT', 'HAPROXY_STATS_PORT', 'CONSUL_PORT'];
    ports = Object.fromEntries(
      await Promise.all(names.map(async (name) => [name, String(await freePort())])),
    );
    if ((await docker('info', '--format', '{{.Swarm.LocalNodeState}}')) === 'inactive') {
      await docker('swarm', 'init', '--advertise-addr', '127.0.0.1');
      joined = true;
    }
    await deploy('replicas');
  });
  afterAll(async () => {
    await docker('stack', 'rm', STACK);
    if (joined) await docker('swarm', 'leave', '--force');
  });

  test('the stack has 4 replicas of each service, and all of them answer', async () => {
    const routed = await untilRouted({ ...place(), replicas: { stable: 4, canary: 4 } });
    expect(routed).toMatchObject({ routed: true, gaps: [] });
    expect(await verify({ target: target(), consul: consul(), expect: '50%' })).toMatchObject({
      verdict: 'matches',
    });
    const credit = `http://127.0.0.1:${ports.HAPROXY_PORT}/credit/version`;
    expect(await untilRouted({ target: credit, replicas: { stable: 4, canary: 0 } })).toMatchObject({
      routed: true,
    });
  });

  test('9 + 1 become 1 + 9 by docker service scale under load, and no request fails', async () => {
    await scale(9, 1);
    expect(await untilRouted({ ...place(), replicas: { stable: 9, canary: 1 } })).toMatchObject({
      routed: true,
    });
    const load = startLoad(target());
    try {
      expect(await verify({ target: target(), consul: consul(), expect: '10%' })).toMatchObject({
        verdict: 'matches',
      });
      await scale(5, 5);
      expect(await untilRouted({ ...place(), replicas: { stable: 5, canary: 5 } })).toMatchObject({
        routed: true,
      });
      await scale(1, 9);
      const { exitCode, stdout } = await canaryVerify(
        ...['wait', '--replicas', '1+9', '--consul', consul(), '--max-time', '60s', target()],
      );
      expect(stdout).toMatch(/^✔ routed: 1 stable and 9 canary replicas answer/);
      expect(exitCode).toBe(0);
      expect(await verify({ target: target(), consul: consul(), expect: '90%' })).toMatchObject({
        verdict: 'matches',
      });
      await load.untilAnswered(20_000);
    } finally {
      await load.stop();
    }
    expect(load.failures).toEqual({});
    expect(load.answered).toBeGreaterThanOrEqual(20_000);
  });
}

/** Here, because two test files cannot have the Swarm of one node to themselves. */
function pageSuite(): void {
  const stack = `${STACK}-page`;
  let inSwarm = true;
  let reader: Reader;

  beforeAll(async () => {
    inSwarm = (await docker('info', '--format', '{{.Swarm.LocalNodeState}}')) !== 'inactive';
    const names = {
      'stack.yaml canary': `stack.yaml ${stack}`,
      canary_service: `${stack}_service`,
      'stack rm canary': `stack rm ${stack}`,
    };
    const already = {
      'docker swarm init --advertise-addr 127.0.0.1': 'true',
      'docker swarm leave --force': 'true',
    };
    reader = await readerIn(pathOf('fixtures/compose'), inSwarm ? { ...names, ...already } : names, images());
  });
  afterAll(async () => {
    await reader?.run(`docker stack rm ${stack}`);
    if (!inSwarm) await reader?.run('docker swarm leave --force');
  });

  test('does what it says', async () => {
    const [chapter] = readChapters().filter(({ title }) => title === 'On Swarm');
    if (chapter === undefined) throw new Error('the page has no chapter "On Swarm"');
    await followChapter(reader, chapter);
  }, 170_000);
}

if (answers || required) {
  describe('on a Swarm of one node', suite);
  describe('the chapter "On Swarm" of "Your first canary"', pageSuite);
} else test.skip('on a Swarm of one node: left out, because no Docker engine answers', () => {});
