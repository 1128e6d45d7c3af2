// How fast topologies are up, what is left of killed ones, and what a reload loses: `npm run bench:topology -w canary-verify`.
// Needs a Docker engine and the images of .ci/images and .ci/shop-image. `-- --quick` tries it out in three minutes.
import { printTable } from 'workbench/table';
import type { Line } from '../speed/line.js';
import { killed } from './killed.js';
import { reloads } from './reloads.js';
import { composeStart, localStart } from './starts.js';

const quick = process.argv.includes('--quick');
const only = process.argv.find((word) => word.startsWith('--only='))?.slice('--only='.length);

const PARTS: Readonly<Record<string, () => Promise<Line[]>>> = {
  compose: () => composeStart(quick ? 1 : 5),
  local: () => localStart(quick ? 1 : 5),
  reloads: () => reloads(quick ? 4 : 20, quick ? 20_000 : 100_000),
  killed: () => killed(quick ? 6 : 50),
};

const lines: Line[] = [];
for (const [name, part] of Object.entries(PARTS))
  if (only === undefined || only === name) lines.push(...(await part()));
console.log('');
printTable(
  ['what', 'goal', 'got', ''],
  lines.map(({ what, goal, got, reached }) => [what, goal, got, reached ? 'reached' : 'missed']),
);
process.exitCode = lines.every(({ reached }) => reached) ? 0 : 1;
