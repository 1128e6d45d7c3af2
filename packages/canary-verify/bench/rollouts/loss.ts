// Requests that other clients lose while a rollout goes up to 100 %, and back from each of its steps: none may be.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { printTable } from 'workbench/table';
import { countReady } from '../../src/rollout/capacity.js';
import type { WrittenStep } from '../../src/rollout/plan-keys.js';
import { NOWHERE, rollOut } from '../../src/rollout/roll-out.js';
import { setShare } from '../../src/share/set-share.js';
import { readSharePlaces } from '../../src/share/share-options.js';
import type { Track } from '../../src/terms/track.js';
import { askedMeanwhile, type Seen } from './independent-clients.js';
import { buildWorld, type WorldName } from './worlds.js';

const STEPS: readonly WrittenStep[] = [{ header: 'X-Canary: always' }, '1%', '10%', '50%', '100%'];
const LEAST_REQUESTS = 200_000;

const name = (process.argv[2] ?? 'local') as WorldName;
const rows: string[][] = [];
const all: Seen = { requests: 0, lost: 0 };
const { signal } = new AbortController();

await using world = await buildWorld(name);
const target = `${world.url}/version`;
const share = { map: 'maps/percent.map', haproxyStats: [world.runtime] };
await giveShare(0);

for (const [index, step] of STEPS.entries()) {
  const written = typeof step === 'object' ? step : { share: step };
  const back = [...STEPS.slice(0, index), { ...written, pause: '1s', otherwise: 'abort' as const }];
  await measured(`back from ${written.header ?? written.share}`, back, 'rolled-back');
}
do await measured('up to 100 %, and what was there before again', STEPS, 'succeeded');
while (all.requests < LEAST_REQUESTS);

printTable(['rollout', 'requests', 'lost'], [...rows, ['all', String(all.requests), String(all.lost)]]);
if (all.lost > 0) process.exitCode = 1;

async function giveShare(to: number): Promise<void> {
  await setShare(readSharePlaces({ ...NOWHERE, ...share }), { share: to, tolerance: 0 }, signal);
}

async function bring(track: Track, count: number): Promise<void> {
  await world.capacity.scale(track, count, signal);
  while ((await countReady(world.capacity, signal))[track] !== count) await wait(200);
}

/** One rollout while others ask; then all is as it was before, in the order that loses nothing. */
async function measured(what: string, steps: readonly WrittenStep[], ends: string): Promise<void> {
  const state = mkdtempSync(join(tmpdir(), 'rollout-'));
  const seen = await askedMeanwhile(target, async () => {
    const end = await rollOut({
      ...{ name: 'message', steps, drain: '1s', warmUp: '1s', share, scale: world.capacity, state },
      verify: { target },
    });
    if (end.state !== ends) throw new Error(`${what}: ${end.state}, ${end.reason}`);
    await bring('stable', 4);
    await giveShare(0);
    await bring('canary', 0);
  });
  rmSync(state, { recursive: true, force: true });
  all.requests += seen.requests;
  all.lost += seen.lost;
  rows.push([what, String(seen.requests), String(seen.lost)]);
  console.log(`${what}: ${seen.requests} requests, ${seen.lost} lost`);
}
