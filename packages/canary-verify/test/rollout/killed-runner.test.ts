import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { thorough } from 'workbench/thorough';
import { freePorts } from '../../src/topology/free-port.js';
import { type RunningHaproxy, runHaproxy } from '../haproxy/run-haproxy.js';
import { printed } from '../output/printed.js';
import { type RunningConsul, runConsul } from './run-consul.js';
import { shopHaproxy } from './shop-haproxy.js';

const bin = fileURLToPath(new URL('../../bin/canary-verify.js', import.meta.url));
const dying = new URL('./die-after-records.mjs', import.meta.url).href;
/** Each record, or, with less patience, every fourth. */
const EVERY = thorough ? 1 : 4;
let folder: string;
let haproxy: RunningHaproxy;
let consul: RunningConsul;
let door = 0;
const place = (name: string) => join(folder, name);

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'killed-'));
  [door = 0] = await freePorts(1);
  consul = await runConsul();
});
afterAll(async () => {
  await consul?.[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
});

interface Story {
  name: string;
  /** How many of 1,000 requests of the canary fail. */
  failing: number;
  steps: readonly unknown[];
  state: string;
}

/** Writes its plan, and starts it in a new HAProxy as a process of its own. `dieAfter`: so many records; null: it lives. */
async function startRunner(
  { name, failing, steps, state }: Story,
  dieAfter: number | null,
): Promise<ChildProcess> {
  await haproxy?.[Symbol.asyncDispose]();
  rmSync(place('running.sock'), { force: true });
  writeFileSync(place('share.map'), 'shop 0\n');
  writeFileSync(place('failing.map'), `failing ${failing}\n`);
  haproxy = await runHaproxy(folder, shopHaproxy({ folder, door }));
  const plan = {
    ...{ name, steps, target: `http://127.0.0.1:${door}/version` },
    ...{ map: place('share.map'), mapAll: 1000, haproxyStats: haproxy.socket, maxFailures: '50%' },
  };
  writeFileSync(place(`${name}.json`), JSON.stringify(plan));
  const mortal = { ...process.env, NODE_OPTIONS: `--import ${dying}`, DIE_AFTER: String(dieAfter) };
  return spawn(process.execPath, [bin, 'rollout', 'start', place(`${name}.json`), '--state', state], {
    env: dieAfter === null ? process.env : mortal,
    stdio: 'ignore',
  });
}

/** How the rollout stands, and the share in HAProxy. */
async function standing({ name, state }: Story): Promise<{ state: string; share: number }> {
  const status = await printed(['rollout', 'status', name, '--json', '--state', state], {});
  const argv = ['--map', place('share.map'), '--map-all', '1000', '--haproxy-stats', haproxy.socket];
  const read = await printed(['share', '--json', ...argv], {});
  return { state: JSON.parse(status.output).state, share: JSON.parse(read.output).shares[0].share };
}

afterAll(() => haproxy?.[Symbol.asyncDispose]());

const STORIES: readonly (Omit<Story, 'state'> & { ends: Awaited<ReturnType<typeof standing>> })[] = [
  {
    name: 'good',
    failing: 0,
    steps: [{ header: 'X-Canary: always' }, { share: '50%', tolerance: '10pp' }],
    ends: { state: 'succeeded', share: 1 },
  },
  {
    name: 'bad',
    failing: 300,
    steps: ['50%'],
    ends: { state: 'rolled-back', share: 0 },
  },
];

describe.each([
  { kind: 'a folder', state: () => place('state') },
  { kind: 'Consul', state: () => `consul://${new URL(consul.url).host}/rollouts` },
])('with its state in $kind', ({ kind, state }) => {
  test.each(STORIES)(
    `a runner of a $name canary that is killed after any record comes to the same end (one of ${EVERY} records)`,
    async ({ ends, ...story }) => {
      const told = { ...story, state: state() };
      let killed = 0;
      for (let records = 1; ; records += EVERY) {
        const runner = await startRunner(told, records);
        await once(runner, 'close');
        const died = runner.signalCode === 'SIGKILL';
        const found = await standing(told);
        // Killed with the last record it has come to its end.
        if (died && found.state !== ends.state) {
          killed++;
          const resumed = await printed(['rollout', 'resume', told.name, '--state', told.state], {});
          expect(resumed.exitCode, `killed after ${records}: ${resumed.output}`).toBe(
            ends.share === 1 ? 0 : 1,
          );
        }
        expect(await standing(told), `${kind}, killed after ${records} records`).toEqual(ends);
        if (!died) break;
      }
      expect(killed).toBeGreaterThanOrEqual(Math.floor(8 / EVERY));
    },
  );
});

describe('with its state in Consul, a running rollout', () => {
  /** Starts one, and resolves when its first step is being watched. */
  async function startWatched(name: string) {
    const state = `consul://${new URL(consul.url).host}/rollouts`;
    const story: Story = {
      ...{ name, failing: 0, steps: [{ share: '50%', tolerance: '10pp', bake: '8s' }], state },
    };
    const runner = await startRunner(story, null);
    const closed = once(runner, 'close');
    const log = () => printed(['rollout', 'log', name, '--state', state], {});
    await vi.waitFor(async () => expect((await log()).output).toContain('watched for 8 s'), {
      timeout: 60_000,
      interval: 100,
    });
    return { story, runner, closed };
  }

  test('goes on when Consul has restarted, and misses no record', async () => {
    const { story, runner, closed } = await startWatched('restarted');
    await consul.kill();
    await consul.start();
    await closed;
    expect(runner.exitCode).toBe(0);
    expect(await standing(story)).toEqual({ state: 'succeeded', share: 1 });
  });

  test('that has lost its lease does nothing more, and another runner goes on', async () => {
    const { story, runner, closed } = await startWatched('lost');
    const locked = await fetch(`${consul.url}/v1/kv/rollouts/lost/lease`);
    const [{ Session }] = (await locked.json()) as [{ Session: string }];
    await fetch(`${consul.url}/v1/session/destroy/${Session}`, { method: 'PUT' });
    await closed;
    expect(runner.exitCode).toBe(70);
    expect(await standing(story)).toEqual({ state: 'baking', share: 0.5 });
    const resumed = await printed(['rollout', 'resume', 'lost', '--state', story.state], {});
    expect(resumed.exitCode, resumed.output).toBe(0);
    expect(await standing(story)).toEqual({ state: 'succeeded', share: 1 });
  });
});
