import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { NOWHERE } from '../../src/rollout/roll-out.js';
import { setShare } from '../../src/share/set-share.js';
import { readSharePlaces } from '../../src/share/share-options.js';
import { freePorts } from '../../src/topology/free-port.js';
import { findTools } from '../../src/topology/toolbox/find-tools.js';
import { printed } from '../output/printed.js';
import { type RunningConsul, runConsul } from '../rollout/run-consul.js';

const KEY = 'shop/share';

let folder: string;
let consul: RunningConsul;
let haproxy: ChildProcess;
let door: number;
const place = (name: string) => join(folder, name);

/** HAProxy with a master, which is reloaded; it answers by itself. */
async function startHaproxy(): Promise<void> {
  const { haproxy: tool } = await findTools(['haproxy']);
  await writeFile(place('share.map'), 'shop 0\n');
  await writeFile(
    place('haproxy.cfg'),
    `global
  stats socket ${place('run.sock')} mode 600 level admin
defaults
  mode http
  timeout connect 1s
  timeout client 5s
  timeout server 5s
frontend shop
  bind 127.0.0.1:${door}
  # Evenly, not by chance: by chance one of some 300 right runs ends undecided.
  stick-table type integer size 1 store gpc0
  http-request track-sc0 int(1)
  http-request set-var(txn.share) str(shop),map_str_int(${place('share.map')},0)
  http-request return status 200 hdr X-Service-Track canary if { sc0_inc_gpc0,mul(37),mod(100),sub(txn.share) lt 0 }
  http-request return status 200 hdr X-Service-Track stable
`,
  );
  haproxy = spawn(tool.command, ['-W', '-f', place('haproxy.cfg')], { env: tool.env, stdio: 'ignore' });
  await vi.waitFor(() => expect(existsSync(place('run.sock'))).toBe(true), 60_000);
}

/** The stand-in for consul-template, while it is held. */
function startRenderer(): AsyncDisposable {
  const file = fileURLToPath(new URL('map-renderer.mjs', import.meta.url));
  const argv = [file, consul.url, KEY, place('share.map'), String(haproxy.pid)];
  return held(spawn(process.execPath, argv, { stdio: 'ignore' }));
}

function held(child: ChildProcess): AsyncDisposable {
  return {
    async [Symbol.asyncDispose]() {
      const closed = once(child, 'close');
      child.kill('SIGKILL');
      await closed;
    },
  };
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'consul-kv-'));
  [door = 0] = await freePorts(1);
  consul = await runConsul();
  await startHaproxy();
});
afterAll(async () => {
  if (haproxy !== undefined) {
    const closed = once(haproxy, 'close');
    haproxy.kill('SIGTERM');
    await closed;
  }
  await consul?.[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

const keyInConsul = async () => {
  const answer = await fetch(`${consul.url}/v1/kv/${KEY}?raw`);
  return answer.status === 200 ? answer.text() : null;
};

describe('a share in a key that is rendered into a map', () => {
  test('is written into the key, read from HAProxy when that has it, and verified', async () => {
    await using _renderer = startRenderer();
    const argv = ['--map', place('share.map'), '--haproxy-stats', place('run.sock')];
    const inConsul = ['--consul-kv', KEY, '--consul-agent', consul.url, `http://127.0.0.1:${door}/version`];
    const set = await printed(['share', '25%', ...argv, ...inConsul], {});
    expect(set.output).toContain('the share is set to 25 % (25 of 100), before: 0 % (0 of 100)\n');
    expect(set.output).toMatch(/^✔ matches/m);
    expect(set.exitCode, set.output).toBe(0);
    expect(await keyInConsul()).toBe('25');
    expect(await readFile(place('share.map'), 'utf8')).toBe('shop 25\n');
  });

  test('is moved by a rollout', async () => {
    await using _renderer = startRenderer();
    const plan = {
      ...{ name: 'rendered', target: `http://127.0.0.1:${door}/version`, steps: ['50%'] },
      ...{ consulKv: KEY, consulAgent: consul.url },
      ...{ map: place('share.map'), haproxyStats: place('run.sock') },
    };
    await writeFile(place('rendered.json'), JSON.stringify(plan));
    const { output, exitCode } = await printed(['rollout', 'start', 'rendered.json'], { cwd: folder });
    expect(output).toContain('rendered: succeeded');
    expect(exitCode).toBe(0);
    expect(await keyInConsul()).toBe('100');
    const undone = await printed(['rollout', 'undo', 'rendered'], { cwd: folder });
    expect(undone.exitCode, undone.output).toBe(1);
    expect(await keyInConsul()).toBe('0');
  });

  test('that nothing renders is no share: the key gets back what HAProxy has', async () => {
    const places = readSharePlaces({
      ...{ ...NOWHERE, consulKv: KEY, consulAgent: [consul.url] },
      ...{ map: place('share.map'), haproxyStats: [place('run.sock')] },
    });
    const set = setShare(places, { share: 0.5, tolerance: 0.03 }, AbortSignal.timeout(1_000));
    await expect(set).rejects.toThrow(
      'was set to 50 of 100, but has 0 of 100. Every place has what it had before.',
    );
    expect(await keyInConsul()).toBe('0');
  });
});
