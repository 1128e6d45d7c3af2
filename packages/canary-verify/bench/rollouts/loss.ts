// Requests that other clients lose while a rollout goes up to 100 %, and back from each of its steps: none may be.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type StartedTopology, startTopology } from 'canary-verify/topology';
import { printTable } from 'workbench/table';
import { NOWHERE, rollOut, type WrittenStep } from '../../src/rollout/roll-out.js';
import { replicasOf } from '../../src/rollout/topology-capacity.js';
import { setShare } from '../../src/share/set-share.js';
import { readSharePlaces } from '../../src/share/share-options.js';
import { fromRoot, messages } from '../topology/definitions.js';
import { askedMeanwhile, type Seen } from './independent-clients.js';

const STEPS: readonly WrittenStep[] = [{ header: 'X-Canary: always' }, '1%', '10%', '50%', '100%'];
const LEAST_REQUESTS = 200_000;

const driver = process.argv[2] === 'compose' ? 'compose' : 'local';
const rows: string[][] = [];
const all: Seen = { requests: 0, lost: 0 };

await using topology = await startTopology(driver, {
  ...messages(4, 0, 4),
  haproxyConfig: fromRoot('fixtures/haproxy/header-and-map.cfg'),
});
const share = { map: 'maps/percent.map', haproxyStats: [topology.haproxySocket] };
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
  await setShare(
    readSharePlaces({ ...NOWHERE, ...share }),
    { share: to, tolerance: 0 },
    new AbortController().signal,
  );
}

function parts({ urls }: StartedTopology) {
  return {
    ...{ drain: '1s', share, scale: replicasOf(topology, { stable: 'service-v1', canary: 'service-v2' }) },
    verify: { target: `${urls.service}/version` },
  };
}

async function measured(name: string, steps: readonly WrittenStep[], ends: string): Promise<void> {
  const state = mkdtempSync(join(tmpdir(), 'rollout-'));
  const seen = await askedMeanwhile(`${topology.urls.service}/version`, async () => {
    const end = await rollOut({ name: 'message', steps, ...parts(topology), state });
    if (end.state !== ends) throw new Error(`${name}: ${end.state}, ${end.reason}`);
    await topology.scale('service-v1', 4);
    await giveShare(0);
    await topology.scale('service-v2', 0);
  });
  rmSync(state, { recursive: true, force: true });
  all.requests += seen.requests;
  all.lost += seen.lost;
  rows.push([name, String(seen.requests), String(seen.lost)]);
  console.log(`${name}: ${seen.requests} requests, ${seen.lost} lost`);
}
