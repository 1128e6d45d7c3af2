// How fast topologies are up, what is left of killed ones, and what a reload loses: `npm run bench:topology -w canary-verify`.
// Needs a Docker engine and the images of .ci/images and .ci/shop-image. `-- --quick` tries it out in three minutes;
// `-- --only=killed --times=10` is a piece of it.
import { printTable } from 'workbench/table';
import type { Line } from '../speed/line.js';
import { killed } from './killed.js';
import { reloads } from './reloads.js';
import { composeStart, localStart } from './starts.js';

const quick = process.argv.includes('--quick');
const flagValue = (flag: string) =>
  process.argv.find((word) => word.startsWith(`--${flag}=`))?.slice(`--${flag}=`.length);
const only = flagValue('only');
const times = (whole: number, few: number) => Number(flagValue('times') ?? (quick ? few : whole));

const PARTS: Readonly<Record<string, () => Promise<Line[]>>> = {
  compose: () => composeStart(times(5, 1)),
  local: () => localStart(times(5, 1)),
  reloads: () => reloads(times(20, 4), 5_000 * times(20, 4)),
  killed: () => killed(times(50, 6)),
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
