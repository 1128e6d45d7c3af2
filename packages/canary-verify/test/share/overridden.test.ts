import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { commandRuntime } from '../../src/haproxy/index.js';
import { type RunningHaproxy, runHaproxy } from '../haproxy/run-haproxy.js';
import { printed } from '../output/printed.js';
import { type RunningConsul, runConsul } from '../rollout/run-consul.js';
import { consulFed } from './consul-fed.js';

/** Algorithms as `balance` has them, and the name of a backend with each. */
const STATIC = {
  ...{ statically: 'static-rr', firstly: 'first', bySource: 'source', byPath: 'uri', byHost: 'hdr(host)' },
  ...{ byParameter: 'url_param id', byCookie: 'rdp-cookie' },
};
const MOVING = { evenly: 'roundrobin', byLoad: 'leastconn', byChance: 'random' };
const NEVER = new AbortController().signal;

const backend = (name: string, balance: string) => `backend ${name}
  balance ${balance}
  server stable-1 127.0.0.1:9 weight 10
  server stable-2 127.0.0.1:9 weight 10
  server canary-1 127.0.0.1:9 weight 20
`;

let folder: string;
let agent: Server;
let agentSays = 'up 50%\n';
let consul: RunningConsul;
let haproxy: RunningHaproxy;

const place = () => ({ kind: 'socket', connect: { path: haproxy.socket } }) as never;
const weightOf = async (server: string) =>
  Number(/^\d+/.exec(await commandRuntime(place(), ['get', 'weight', server], NEVER))?.[0]);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'overridden-'));
  consul = await runConsul();
  agent = createServer((connection) => connection.on('error', () => {}).end(agentSays)).listen(
    0,
    '127.0.0.1',
  );
  await once(agent, 'listening');
  const { port } = agent.address() as AddressInfo;
  const all = Object.entries({ ...STATIC, ...MOVING }).map(([name, balance]) => backend(name, balance));
  haproxy = await runHaproxy(
    folder,
    (socket) => `${consulFed(socket, consul.dns)}${all.join('')}
backend asked
  balance roundrobin
  server stable-1 127.0.0.1:9 weight 100
  server canary-1 127.0.0.1:9 weight 100 agent-check agent-port ${port} agent-inter 500ms
backend named
  balance roundrobin
  default-server init-addr none resolvers consul resolve-opts allow-dup-ip
  server-template stable- 2 _shop-v1._tcp.service.consul
  server-template canary- 2 _shop-v2._tcp.service.consul
backend kept
  balance roundrobin
  default-server init-addr none resolvers consul resolve-opts allow-dup-ip,ignore-weight
  server-template stable- 2 _shop-v1._tcp.service.consul
  server-template canary- 2 _shop-v2._tcp.service.consul
`,
  );
});
afterAll(async () => {
  await haproxy?.[Symbol.asyncDispose]();
  await consul?.[Symbol.asyncDispose]();
  agent.close();
  await rm(folder, { recursive: true, force: true });
});

const share = (of: string, ...argv: string[]) =>
  printed(['share', ...argv, '--weights', `${of}/canary-`, '--haproxy-stats', haproxy.socket], {
    cwd: folder,
    env: { CANARY_VERIFY_TARGET: 'http://127.0.0.1:9/', CANARY_VERIFY_MAX_TIME: '1s' },
  });

describe('an algorithm whose weights are fixed', () => {
  test.each(Object.entries(STATIC))(
    '%s, %s, holds no share but none and all, and nothing is touched',
    async (name, balance) => {
      const { output, exitCode } = await share(name, '10%');
      expect(output).toContain(
        `${name} has balance ${balance.replace(/\W*(?:\(| ).*/, '')}, which makes no share of weights: use balance roundrobin. Nothing was changed.`,
      );
      expect(exitCode).toBe(4);
      expect(await weightOf(`${name}/canary-1`)).toBe(20);
      // Those two it takes. Nobody answers behind it, so the run is unmeasured.
      expect((await share(name, '0%')).output).toContain('the share is set to 0 % (weights 0 of 20)');
      expect(await weightOf(`${name}/canary-1`)).toBe(0);
      expect((await share(name, '100%')).output).toContain('the share is set to 100 % (weights 20 of 20)');
      expect([await weightOf(`${name}/canary-1`), await weightOf(`${name}/stable-1`)]).toEqual([20, 0]);
    },
  );

  test('is what HAProxy says it is: it refuses other weights of it, or does not go by them', async () => {
    for (const name of Object.keys(STATIC).filter((one) => one !== 'firstly'))
      expect(
        await commandRuntime(place(), ['set', 'server', `${name}/stable-1`, 'weight', '7'], NEVER),
        name,
      ).toContain('static LB algorithm');
  });

  test.each(Object.keys(MOVING))('is none of %s', async (name) => {
    const { output } = await share(name, '10%');
    expect(output).toContain('the share is set to 10 %');
    expect(output).not.toContain('⚠');
  });
});

describe('what else sets weights', () => {
  test('is an agent: it is named with its cure, and what it has undone is seen', async () => {
    await vi.waitFor(async () => expect(await weightOf('asked/canary-1')).toBe(50), 10_000);
    const read = await share('asked');
    expect(read.output).toContain(
      '⚠ the agent of canary-1 in asked may set another weight: have it report no percentage, or stop it with `disable agent asked/canary-1`',
    );
    // It says so again within half a second. If it does before the share is read back, that waits for a minute.
    await share('asked', '10%');
    await vi.waitFor(async () => expect(await weightOf('asked/canary-1')).toBe(50), 10_000);
    // One that says nothing of weights lets them be, and one that is stopped is no remark.
    agentSays = 'up\n';
    expect((await share('asked', '10%')).output).toContain('the share is set to 10 %');
    await commandRuntime(place(), ['disable', 'agent', 'asked/canary-1'], NEVER);
    expect((await share('asked')).output).not.toContain('⚠');
  }, 120_000);

  test('is DNS with SRV records: it is named with its cure, and HAProxy forgets what it was told', async () => {
    const register = async (id: string, weight: number) => {
      const body = {
        ...{ ID: id, Name: id.startsWith('stable') ? 'shop-v1' : 'shop-v2', Address: '127.0.0.1' },
        ...{ Port: id.startsWith('stable') ? 9 : 10, Weights: { Passing: weight, Warning: weight } },
      };
      const response = await fetch(`${consul.url}/v1/agent/service/register`, {
        method: 'PUT',
        body: JSON.stringify(body),
      });
      expect(response.status).toBe(200);
    };
    await register('stable-1', 256);
    await register('canary-1', 256);
    const canaries = async (of: string) => {
      const states = await commandRuntime(place(), ['show', 'servers', 'state', of], NEVER);
      return states.split('\n').flatMap((line) => {
        const [, , , name = '', address, , , weight] = line.split(' ');
        return name.startsWith('canary-') && address === '127.0.0.1' ? [Number(weight)] : [];
      });
    };
    for (const of of ['named', 'kept'])
      await vi.waitFor(async () => expect(await canaries(of)).toEqual([1]), 60_000);
    const set = await share('named', '50%');
    expect(set.output).toContain(
      '⚠ a DNS answer for _shop-v1._tcp.service.consul, _shop-v2._tcp.service.consul sets the weights in named again, unless its servers have resolve-opts ignore-weight: add it, or use consulWeights',
    );
    // An answer may come between what is set and what is read back: then it is seen at once.
    expect((await share('named', '20%')).output).toMatch(
      /set to 20 %|was set to weights 1 of 5, but has weights 1 of 2\. Every place has what it had before/,
    );
    expect((await share('kept', '20%')).output).toContain('set to 20 %');
    // The next answer goes into the backend that does not ignore it, for both versions.
    await register('canary-1', 7 * 256);
    await vi.waitFor(async () => expect(await canaries('named')).toEqual([7]), 60_000);
    expect(await canaries('kept')).toEqual([1]);
    await vi.waitFor(async () => expect((await share('named')).output).toContain('weights 7 of 8'), 60_000);
    expect((await share('kept')).output).toContain('20 % (weights 1 of 5)');
  });
});
