// How long `share 10%` takes on 9 + 1 local replicas, from its start to the verdict, and `rollout abort` until the share is 0 % at HAProxy, and
// until that is proven: whole commands.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { setTimeout as wait } from 'node:timers/promises';
import { startTopology } from 'canary-verify/topology';
import { max, median, min } from 'simple-statistics';
import { printTable } from 'workbench/table';
import { NOWHERE } from '../../src/rollout/roll-out.js';
import { localStore } from '../../src/rollout/store/local-store.js';
import { readAll, setShare } from '../../src/share/set-share.js';
import { readSharePlaces } from '../../src/share/share-options.js';
import { fromRoot, messages } from '../topology/definitions.js';

const TIMES = 7;
const { signal } = new AbortController();
const folder = mkdtempSync(join(tmpdir(), 'acts-'));

await using topology = await startTopology('local', {
  ...messages(9, 1, 1),
  haproxyConfig: fromRoot('fixtures/haproxy/header-and-map.cfg'),
});
const target = `${topology.urls.service}/version`;
const where = { map: 'maps/percent.map', haproxyStats: [topology.haproxySocket] };
const places = readSharePlaces({ ...NOWHERE, ...where });

const seconds = {
  share: [] as number[],
  zero: [] as number[],
  proven: [] as number[],
  alone: [] as number[],
};
for (let time = 0; time < TIMES; time++) {
  await setShare(places, { share: 0, tolerance: 0 }, signal);
  const flags = ['--map', where.map, '--haproxy-stats', topology.haproxySocket];
  seconds.share.push(await timed(canaryVerify('share', '10%', ...flags, target), 0));
  for (const runnerLives of [true, false]) {
    const [zero, proven] = await abortOnce(`act-${time}-${runnerLives}`, runnerLives);
    seconds[runnerLives ? 'zero' : 'alone'].push(zero);
    seconds.proven.push(proven);
  }
}
rmSync(folder, { recursive: true, force: true });

printTable(
  ['whole command', 'goal', 'got'],
  [
    ['share 10 % on 9 + 1 replicas, to the verdict', '<= 3 s', figures(seconds.share)],
    ['rollout abort to 0 % at HAProxy, with its runner', '<= 2 s', figures(seconds.zero)],
    ['rollout abort to 0 % at HAProxy, its runner killed', '<= 2 s', figures(seconds.alone)],
    ['rollout abort until 0 % is proven', '', figures(seconds.proven)],
  ],
);
if (median(seconds.share) > 3 || median(seconds.zero) > 2 || median(seconds.alone) > 2) process.exitCode = 1;

function figures(all: readonly number[]): string {
  const [middle = 0, least = 0, most = 0] = [median([...all]), min([...all]), max([...all])];
  return `${middle.toFixed(2)} s (${least.toFixed(2)} to ${most.toFixed(2)})`;
}

function canaryVerify(...argv: string[]): ChildProcess {
  const bin = fromRoot('packages/canary-verify/bin/canary-verify.js');
  return spawn(process.execPath, [bin, ...argv], { stdio: 'ignore', cwd: folder });
}

async function timed(child: ChildProcess, exitCode: number): Promise<number> {
  const start = performance.now();
  await once(child, 'close');
  if (child.exitCode !== exitCode)
    throw new Error(`${child.spawnargs.slice(2).join(' ')}: ${child.exitCode}`);
  return (performance.now() - start) / 1_000;
}

/** Aborts a rollout that watches its step of 10 %. Resolves to the seconds to 0 % at HAProxy, and to the end of the command. */
async function abortOnce(name: string, runnerLives: boolean): Promise<[number, number]> {
  await setShare(places, { share: 0, tolerance: 0 }, signal);
  const plan = { ...{ name, target }, ...where, steps: [{ share: '10%', bake: '10m' }] };
  writeFileSync(join(folder, `${name}.json`), JSON.stringify(plan));
  const runner = canaryVerify('rollout', 'start', `${name}.json`);
  const closed = once(runner, 'close');
  const store = localStore(join(folder, '.canary-verify/rollouts'), () => new Date());
  const passed = async () => (await store.read(name)).some(isPassed);
  while (!(await passed())) await wait(50);
  if (!runnerLives) {
    runner.kill('SIGKILL');
    await closed;
  }
  const start = performance.now();
  const aborted = timed(canaryVerify('rollout', 'abort', name), 1);
  while ((await readAll(places, signal))[0]?.share !== 0) await wait(10);
  const zero = (performance.now() - start) / 1_000;
  const proven = await aborted;
  await closed;
  return [zero, proven];
}

function isPassed(record: Awaited<ReturnType<ReturnType<typeof localStore>['read']>>[number]): boolean {
  return record.type === 'event' && record.event.type === 'passed';
}
