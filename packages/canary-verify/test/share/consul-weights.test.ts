import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { NOWHERE } from '../../src/rollout/roll-out.js';
import { readAll, setShare } from '../../src/share/set-share.js';
import { readSharePlaces } from '../../src/share/share-options.js';
import { freePorts } from '../../src/topology/free-port.js';
import { type FakeServer, fakeServer, replica } from '../fake-server.js';
import { type RunningHaproxy, runHaproxy } from '../haproxy/run-haproxy.js';
import { printed } from '../output/printed.js';
import { type RunningConsul, runConsul } from '../rollout/run-consul.js';
import { consulFed } from './consul-fed.js';

/** Four replicas of the stable version and one of the canary. */
const NAMES = ['stable-1', 'stable-2', 'stable-3', 'stable-4', 'canary-1'];
const NEVER = new AbortController().signal;

let folder: string;
let consul: RunningConsul;
let servers: FakeServer[];
let both: RunningHaproxy[];
let doors: number[];

const config = (door: number, options: string) => (socket: string) =>
  `${consulFed(socket, consul.dns)}  hold obsolete 0s
  hold nx 0s
frontend shop
  bind 127.0.0.1:${door}
  default_backend app
backend app
  balance roundrobin
  default-server init-addr none resolvers consul resolve-opts allow-dup-ip${options}
  server-template stable- 5 _shop-v1._tcp.service.consul
  server-template canary- 5 _shop-v2._tcp.service.consul
`;

async function tellConsul(path: string, body?: object): Promise<void> {
  const response = await fetch(`${consul.url}${path}`, {
    method: 'PUT',
    ...(body && { body: JSON.stringify(body) }),
  });
  expect(response.status).toBe(200);
}

async function consulWeight(instance: string): Promise<object> {
  const response = await fetch(`${consul.url}/v1/agent/service/${instance}`);
  return ((await response.json()) as { Weights: object }).Weights;
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'consul-weights-'));
  consul = await runConsul();
  doors = await freePorts(2);
  const track = (name: string) => (name.startsWith('stable') ? 'stable' : 'canary');
  servers = await Promise.all(NAMES.map((name) => fakeServer(replica(track(name), name))));
  for (const [index, name] of NAMES.entries())
    await tellConsul('/v1/agent/service/register', {
      ...{ ID: name, Name: name.startsWith('stable') ? 'shop-v1' : 'shop-v2', Tags: ['kept'] },
      ...{ Address: '127.0.0.1', Port: Number(new URL(servers[index]?.url ?? '').port) },
      Check: { CheckID: `check-${name}`, Name: 'alive', TTL: '1h', Status: 'passing' },
    });
  both = [];
  for (const [index, door] of doors.entries())
    both.push(await runHaproxy(await mkdtemp(join(folder, `${index}-`)), config(door, '')));
});
afterAll(async () => {
  for (const one of both ?? []) await one[Symbol.asyncDispose]();
  for (const one of servers ?? []) await one[Symbol.asyncDispose]();
  await consul?.[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

const target = (index = 0) => `http://127.0.0.1:${doors[index]}/version`;
const share = (...argv: string[]) =>
  printed(
    [
      ...['share', ...argv, '--consul-weights', 'app/canary-', '--services', 'shop-v1+shop-v2'],
      ...['--consul-agent', consul.url, ...both.flatMap(({ socket }) => ['--haproxy-stats', socket])],
    ],
    {},
  );

describe('a share in the weights of Consul', () => {
  test('is set there, read from every HAProxy, and in the traffic of both', async () => {
    const set = await share('10%', target());
    for (const { socket } of both)
      expect(set.output).toMatch(
        new RegExp(`${socket}: the share is set to 10 % \\(weights \\d+ of \\d+\\), before: 20 %`),
      );
    expect(set.output).toMatch(/^✔ matches/m);
    expect(set.exitCode, set.output).toBe(0);
    expect((await printed(['--expect', '10%', target(1)], {})).exitCode).toBe(0);
    // HAProxy divides by 256.
    expect(await consulWeight('canary-1')).toEqual({ Passing: 4 * 256, Warning: 4 * 256 });
    expect(await consulWeight('stable-2')).toEqual({ Passing: 9 * 256, Warning: 9 * 256 });
    const service = await fetch(`${consul.url}/v1/health/service/shop-v2?passing`);
    expect(await service.json()).toMatchObject([
      {
        Service: { ID: 'canary-1', Tags: ['kept'] },
        Checks: [{}, { CheckID: 'check-canary-1', Status: 'passing' }],
      },
    ]);
  });

  test('0 % takes the canary out, 100 % the stable version, and both come back; but no replica that somebody else took out', async () => {
    expect((await share('0%', target())).exitCode).toBe(0);
    expect((await share()).output).toContain(': 0 % (weights 0 of ');
    await tellConsul('/v1/agent/service/maintenance/stable-4?enable=true&reason=disk');
    expect((await share('100%', target())).exitCode).toBe(0);
    const back = await share('25%', target());
    expect(back.output).toContain(': the share is set to 25 % (weights 1 of 4), before: 100 % (weights ');
    expect(back.exitCode, back.output).toBe(0);
    const checks = await fetch(`${consul.url}/v1/agent/checks`);
    expect(await checks.json()).toHaveProperty('_service_maintenance:stable-4');
    await tellConsul('/v1/agent/service/maintenance/stable-4?enable=false');
  });

  test('is moved by a rollout, and taken back', async () => {
    const plan = {
      ...{ name: 'weighed', target: target(), steps: ['50%'], services: 'shop-v1+shop-v2' },
      ...{ consulWeights: 'app/canary-', consulAgent: consul.url },
      haproxyStats: both.map(({ socket }) => socket),
    };
    await writeFile(join(folder, 'weighed.json'), JSON.stringify(plan));
    const { output, exitCode } = await printed(['rollout', 'start', 'weighed.json'], { cwd: folder });
    expect(output).toContain('weighed: succeeded');
    expect(exitCode).toBe(0);
    const undone = await printed(['rollout', 'undo', 'weighed'], { cwd: folder });
    expect(undone.exitCode, undone.output).toBe(1);
    expect((await share()).output).toContain(': 0 % (weights 0 of ');
    expect((await share('20%', target())).exitCode).toBe(0);
  });

  test('that HAProxy cannot make of whole weights is refused, with what it can', async () => {
    const refused = await share('0.05%', '--tolerance', '0.01pp', target());
    expect(refused.output).toMatch(
      /cannot hold 0\.05 % ± 0\.01 points: the nearest is 0\.\d+ % \(weights 1 of \d+\)\. Nothing was changed\./,
    );
    expect(refused.exitCode).toBe(4);
  });

  test('of a replica that no named agent has is refused, and nothing was changed', async () => {
    await using other = await fakeServer((request, response) =>
      request.url?.startsWith('/v1/agent/services')
        ? response.end('{}')
        : void fetch(consul.url + request.url).then(async (answer) => response.end(await answer.text())),
    );
    const before = await consulWeight('canary-1');
    const refused = await printed(
      [
        ...['share', '50%', '--consul-weights', 'app/canary-', '--services', 'shop-v1+shop-v2', target()],
        ...['--consul-agent', new URL(other.url).origin, '--haproxy-stats', both[0]?.socket ?? ''],
      ],
      {},
    );
    expect(refused.output).toMatch(
      /stable-1 is registered at none of the agents .*: name its own one as well/,
    );
    expect(refused.exitCode).toBe(3);
    expect(await consulWeight('canary-1')).toEqual(before);
  });

  test('that a HAProxy does not take over is put back: Consul has what it had', async () => {
    const before = await consulWeight('canary-1');
    const deaf = await runHaproxy(await mkdtemp(join(folder, 'deaf-')), (socket) =>
      config(doors[1] ?? 0, ',ignore-weight')(socket).replace(/bind .*/, `bind unix@${socket}.door`),
    );
    try {
      const places = readSharePlaces({
        ...{ ...NOWHERE, consulWeights: 'app/canary-', consulAgent: [consul.url] },
        ...{ services: { stable: 'shop-v1', canary: 'shop-v2' }, haproxyStats: [deaf.socket] },
      });
      await vi.waitFor(async () => expect((await readAll(places, NEVER))[0]?.share).toBe(0.2), 60_000);
      const set = setShare(places, { share: 0.1, tolerance: 0.03 }, AbortSignal.timeout(5_000));
      await expect(set).rejects.toThrow(
        'was set to weights 4 of 40, but has weights 1 of 5. Every place has what it had before.',
      );
      expect(await consulWeight('canary-1')).toEqual(before);
    } finally {
      await deaf[Symbol.asyncDispose]();
    }
  });
});
