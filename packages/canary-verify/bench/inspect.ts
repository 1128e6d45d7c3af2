/** npm run bench:inspect -w canary-verify: how long ten thousand lines take to be read, deduced, inspected and told. */
import { readHaproxyConfig } from '../src/haproxy/configuration/read-configuration.js';
import { inspect } from '../src/haproxy/inspect/inspect.js';
import { inspectionText } from '../src/haproxy/inspect/text/inspection-text.js';
import { longConfiguration, type Shape } from './long-configuration.js';
import { median, printTable } from './table.js';

const LINES = 10_000;
const ROUNDS = 11;
const SHAPES: readonly Shape[] = ['many backends', 'many frontends', 'one frontend'];

const rows = SHAPES.map((shape) => {
  const text = longConfiguration(LINES, shape);
  const first = timed(text);
  const rounds = Array.from({ length: ROUNDS }, () => timed(text));
  const figures = [first, ...rounds];
  return [
    shape,
    Math.round(first.total),
    Math.round(median(rounds.map(({ total }) => total))),
    Math.round(Math.max(...figures.map(({ total }) => total))),
    Math.round(median(rounds.map(({ read }) => read))),
  ];
});
printTable([`${LINES} lines, ms of CPU`, 'first', 'median', 'worst', 'reading alone'], rows);

/** In milliseconds of the processor: a machine that others use does not count. */
function now(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}

function timed(text: string): { read: number; total: number } {
  const start = now();
  const config = readHaproxyConfig([{ file: 'haproxy.cfg', text }], {}, '3.0.11');
  const read = now() - start;
  const known = { patterns: { files: {}, missing: [] }, check: null, processes: [] };
  const asked = { canary: null, stable: null };
  inspectionText(inspect({ config, files: ['haproxy.cfg'], asked, ...known }), false);
  return { read, total: now() - start };
}
