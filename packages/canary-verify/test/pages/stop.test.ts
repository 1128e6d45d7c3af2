import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { freePorts } from '../../src/topology/free-port.js';
import { findTools } from '../../src/topology/toolbox/find-tools.js';
import { type RunningHaproxy, runHaproxy } from '../haproxy/run-haproxy.js';
import { percentMapHaproxy } from '../share/percent-map-haproxy.js';
import { runLine, shellLines } from './shell-lines.js';

const folder = mkdtempSync(join(tmpdir(), 'stop-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const lines = shellLines('stop');
const lineWith = (part: string) => lines.filter((line) => line.includes(part)).join('\n');
const ONLY_STABLE = /^✔ matches: only the stable version answered/;

test('every command of the page is run by one of the tests below', () => {
  const run = ['rollout abort', '--map maps', '--weights', 'socat', 'consul maint', '--expect 0%', '--arm'];
  expect(run.map((part) => lineWith(part).split('\n').length)).toEqual(run.map(() => 1));
  expect(run.map(lineWith).sort()).toEqual([...lines].sort());
});

describe('with a map', () => {
  test('the share goes to 0 %, and it is proven', async () => {
    const cwd = join(folder, 'map');
    await using haproxy = await percentMapHaproxy(cwd, 10);
    const here = {
      'localhost:48151': `127.0.0.1:${haproxy.door}`,
      'localhost:9999': `127.0.0.1:${haproxy.socket}`,
    };
    expect((await runLine(lineWith('--map maps'), here, { cwd })).stdout).toMatch(ONLY_STABLE);
  });

  test('a rollout goes back', async () => {
    const cwd = join(folder, 'rollout');
    await using haproxy = await percentMapHaproxy(cwd, 0);
    const plan = [
      'name: shop',
      `target: http://127.0.0.1:${haproxy.door}/version`,
      'map: maps/percent.map',
      `haproxyStats: [127.0.0.1:${haproxy.socket}]`,
      'steps: [{ share: 10%, pause: true }]',
    ];
    writeFileSync(join(cwd, 'rollout.yaml'), plan.join('\n'));
    expect((await runLine('npx canary-verify rollout start rollout.yaml', {}, { cwd })).stdout).toContain(
      'held',
    );
    const { stdout, exitCode } = await runLine(lineWith('rollout abort'), {}, { cwd });
    expect(stdout).toMatch(/^shop: rolled-back: /);
    expect(exitCode).toBe(1);
  });
});

describe('with weights', () => {
  let haproxy: RunningHaproxy;
  let here: Record<string, string>;
  let cwd: string;

  beforeEach(async () => {
    const [door = 0, socket = 0, stable = 0, canary = 0] = await freePorts(4);
    cwd = mkdtempSync(join(folder, 'weights-'));
    haproxy = await runHaproxy(cwd, (unix) => configuration({ unix, door, socket, stable, canary }));
    here = { 'localhost:48151': `127.0.0.1:${door}`, 'localhost:9999': `127.0.0.1:${socket}` };
  });
  afterEach(() => haproxy[Symbol.asyncDispose]());

  test('the share goes to 0 %, and it is proven', async () => {
    expect((await runLine(lineWith('--weights'), here, { cwd })).stdout).toMatch(ONLY_STABLE);
  });

  test('a drained server gets nothing more, marked or not', async () => {
    const proof = [lineWith('--expect 0%'), lineWith('--arm')];
    for (const line of proof) expect((await runLine(line, here)).stdout).toMatch(/^✘ differs/);
    const [, command = ''] = /^echo '(.+)' \| socat stdio SOCKET$/.exec(lineWith('socat')) ?? [];
    expect(await said(haproxy.socket, command.replace('BACKEND/SERVER', 'shop/canary-1'))).toBe('\n');
    const [unmarked = '', both = ''] = await Promise.all(
      proof.map(async (line) => (await runLine(line, here)).stdout),
    );
    expect(unmarked).toMatch(ONLY_STABLE);
    expect(both.match(new RegExp(ONLY_STABLE, 'gm'))).toHaveLength(2);
  });
});

test('maintenance in Consul takes the instance out of the healthy ones', async () => {
  const { consul } = await findTools(['consul']);
  await using agent = await startAgent(consul);
  const api = `http://${agent.address}/v1`;
  await fetch(`${api}/agent/service/register`, {
    method: 'PUT',
    body: '{"ID":"shop-v2-1","Name":"shop-v2"}',
  });
  const healthy = async () =>
    ((await (await fetch(`${api}/health/service/shop-v2?passing`)).json()) as unknown[]).length;
  await vi.waitFor(async () => expect(await healthy()).toBe(1), { timeout: 60_000 });
  const env = { ...consul.env, CONSUL_HTTP_ADDR: agent.address };
  const path = { PATH: `${dirname(consul.command)}:${process.env.PATH}` };
  const { stderr, exitCode } = await runLine(
    lineWith('consul maint').replace('INSTANCE', 'shop-v2-1'),
    {},
    {
      env: { ...env, ...path },
    },
  );
  expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 });
  await vi.waitFor(async () => expect(await healthy()).toBe(0), { timeout: 60_000 });
});

/** A HAProxy before two servers of its own, with even weights. */
function configuration(
  at: Record<'door' | 'socket' | 'stable' | 'canary', number> & { unix: string },
): string {
  const answer = (track: string) =>
    ` http-request return status 200 hdr X-Service-Track ${track} hdr X-Service-Instance ${track}-1`;
  return `global
 stats socket ${at.unix} level admin
 stats socket ipv4@127.0.0.1:${at.socket} level admin
defaults
 mode http
 timeout connect 1s
 timeout client 5s
 timeout server 5s
frontend service
 bind 127.0.0.1:${at.door}
 default_backend shop
backend shop
 balance roundrobin
 server stable-1 127.0.0.1:${at.stable} weight 100
 server canary-1 127.0.0.1:${at.canary} weight 100
frontend stable
 bind 127.0.0.1:${at.stable}
${answer('stable')}
frontend canary
 bind 127.0.0.1:${at.canary}
${answer('canary')}
`;
}

/** What the runtime socket answers, as socat would print it. */
async function said(socket: string, command: string): Promise<string> {
  const connection = createConnection(socket);
  connection.end(`${command}\n`);
  return text(connection);
}

interface Agent extends AsyncDisposable {
  address: string;
}

async function startAgent(consul: {
  command: string;
  env: NodeJS.ProcessEnv;
  version: string;
}): Promise<Agent> {
  const [http = 0, server = 0, serf = 0] = await freePorts(3);
  mkdirSync(join(folder, 'consul'));
  const ports = { http, server, 'serf-lan': serf, 'serf-wan': -1, dns: -1, grpc: -1 };
  const flags = Object.entries(ports).map(([name, port]) => `-${name}-port=${port}`);
  // Since 1.14 there is a second port for gRPC.
  const [, minor = 0] = /v1\.(\d+)/.exec(consul.version)?.map(Number) ?? [];
  if (minor >= 14) flags.push('-grpc-tls-port=-1');
  const only = ['-bind=127.0.0.1', '-client=127.0.0.1', '-node=test', '-hcl=disable_update_check = true'];
  const child = spawn(consul.command, ['agent', '-dev', ...only, ...flags], {
    env: { ...process.env, ...consul.env },
    stdio: 'ignore',
  });
  const address = `127.0.0.1:${http}`;
  const led = async () => (await fetch(`http://${address}/v1/status/leader`)).text();
  await vi.waitFor(async () => expect(await led()).toMatch(/\d/), { timeout: 60_000 });
  return { address, [Symbol.asyncDispose]: () => ended(child) };
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const closed = once(child, 'close');
  child.kill('SIGKILL');
  await closed;
}
