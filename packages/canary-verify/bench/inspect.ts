/** npm run bench:inspect -w canary-verify: how long ten thousand lines take to be read; and to be read, deduced and told. */

import { max, median } from 'simple-statistics';
import { printTable } from 'workbench/table';
import { readHaproxyConfig } from '../src/haproxy/configuration/read-configuration.js';
import { inspect } from '../src/haproxy/inspect/inspect.js';
import { inspectionText } from '../src/haproxy/inspect/text/inspection-text.js';
import { longConfiguration, type Shape } from './long-configuration.js';
import { timesOf } from './timed.js';

const LINES = 10_000;
const ROUNDS = 11;
const MOST_MS = 200;
const SHAPES: readonly Shape[] = ['many backends', 'many frontends', 'one frontend'];

interface Timed {
  /** The configuration with its sections, conditions and words, in milliseconds. */
  read: readonly number[];
  /** With rules, shares, marks and near misses of every frontend, and the text, in milliseconds. */
  whole: readonly number[];
}

const figures = SHAPES.map((shape) => {
  const text = longConfiguration(LINES, shape);
  // Of the first shape, nothing is compiled yet.
  const first = firstTimes(text);
  return { shape, first, rounds: roundTimes(text) };
});
printTable(
  [`${LINES} lines, ms`, 'read, first', 'median', 'worst', 'inspected, first', 'median'],
  figures.map(({ shape, first, rounds }) => [
    shape,
    Math.round(max(first.read)),
    Math.round(median(rounds.read)),
    Math.round(max(rounds.read)),
    Math.round(max(first.whole)),
    Math.round(median(rounds.whole)),
  ]),
);
const slowest = max(figures.flatMap(({ first, rounds }) => [...first.read, ...rounds.read]));
console.log(`\nThe reader: ${Math.round(slowest)} ms at most, goal < ${MOST_MS} ms`);
process.exitCode = slowest < MOST_MS ? 0 : 1;

/** The same text read and inspected once. */
function firstTimes(text: string): Timed {
  const [read = Number.NaN] = timesOf(() => readText(text), 1);
  const config = readText(text);
  const [inspected = Number.NaN] = timesOf(() => inspectionOf(config), 1);
  return { read: [read], whole: [read + inspected] };
}

function roundTimes(text: string): Timed {
  return {
    read: timesOf(() => readText(text), ROUNDS),
    whole: timesOf(() => inspectionOf(readText(text)), ROUNDS),
  };
}

function readText(text: string) {
  return readHaproxyConfig([{ file: 'haproxy.cfg', text }], {}, '3.0.11');
}

function inspectionOf(config: ReturnType<typeof readText>): string {
  const known = { patterns: { files: {}, missing: [] }, check: null, processes: [] };
  const asked = { canary: null, stable: null };
  return inspectionText(inspect({ config, files: ['haproxy.cfg'], asked, ...known }), false);
}
