/** npm run bench:inspect -w canary-verify: how long ten thousand lines take to be read; and to be read, deduced and told. */
import { readHaproxyConfig } from '../src/haproxy/configuration/read-configuration.js';
import { inspect } from '../src/haproxy/inspect/inspect.js';
import { inspectionText } from '../src/haproxy/inspect/text/inspection-text.js';
import { longConfiguration, type Shape } from './long-configuration.js';
import { median, printTable } from './table.js';

const LINES = 10_000;
const ROUNDS = 11;
const MOST_MS = 200;
const SHAPES: readonly Shape[] = ['many backends', 'many frontends', 'one frontend'];

interface Timed {
  /** The configuration with its sections, conditions and words. */
  read: number;
  /** With rules, shares, marks and near misses of every frontend, and the text. */
  whole: number;
}

const figures = SHAPES.map((shape) => {
  const text = longConfiguration(LINES, shape);
  // Of the first shape, nothing is compiled yet.
  const first = timed(text);
  return { shape, first, rounds: Array.from({ length: ROUNDS }, () => timed(text)) };
});
printTable(
  [`${LINES} lines, ms`, 'read, first', 'median', 'worst', 'inspected, first', 'median'],
  figures.map(({ shape, first, rounds }) => [
    shape,
    Math.round(first.read),
    Math.round(median(rounds.map(({ read }) => read))),
    Math.round(Math.max(...rounds.map(({ read }) => read))),
    Math.round(first.whole),
    Math.round(median(rounds.map(({ whole }) => whole))),
  ]),
);
const slowest = Math.max(
  ...figures.flatMap(({ first, rounds }) => [first, ...rounds].map(({ read }) => read)),
);
console.log(`\nThe reader: ${Math.round(slowest)} ms at most, goal < ${MOST_MS} ms`);
process.exitCode = slowest < MOST_MS ? 0 : 1;

function timed(text: string): Timed {
  const start = performance.now();
  const config = readHaproxyConfig([{ file: 'haproxy.cfg', text }], {}, '3.0.11');
  const read = performance.now() - start;
  const known = { patterns: { files: {}, missing: [] }, check: null, processes: [] };
  const asked = { canary: null, stable: null };
  inspectionText(inspect({ config, files: ['haproxy.cfg'], asked, ...known }), false);
  return { read, whole: performance.now() - start };
}
