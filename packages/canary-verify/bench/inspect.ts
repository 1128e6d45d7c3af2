/** npm run bench:inspect -w canary-verify: how long ten thousand lines take to be read; and to be read, deduced and told. */

import { loadavg } from 'node:os';
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
  /** The processor time of the whole, of all threads, in milliseconds a round: it depends less on what else runs. */
  processor: number;
}

const figures = SHAPES.map((shape) => {
  const text = longConfiguration(LINES, shape);
  // Of the first shape, nothing is compiled yet.
  const first = firstTimes(text);
  return { shape, first, rounds: roundTimes(text) };
});
printTable(
  [`${LINES} lines, ms`, 'read, first', 'median', 'worst', 'inspected, first', 'median', 'processor'],
  figures.map(({ shape, first, rounds }) => [
    shape,
    Math.round(max(first.read)),
    Math.round(median(rounds.read)),
    Math.round(max(rounds.read)),
    Math.round(max(first.whole)),
    Math.round(median(rounds.whole)),
    Math.round(rounds.processor),
  ]),
);
const slowest = max(figures.flatMap(({ first, rounds }) => [...first.read, ...rounds.read]));
const slowestMedian = max(figures.map(({ rounds }) => median(rounds.whole)));
console.log(`\nThe reader: ${Math.round(slowest)} ms at most, goal < ${MOST_MS} ms`);
console.log(`Inspected: ${Math.round(slowestMedian)} ms in the median at most, goal <= ${MOST_MS} ms`);
console.log(
  `Load of the machine: ${loadavg()
    .map((load) => load.toFixed(2))
    .join(', ')}`,
);
process.exitCode = slowest < MOST_MS && slowestMedian <= MOST_MS ? 0 : 1;

/** The same text read and inspected once. */
function firstTimes(text: string): Timed {
  const [read = Number.NaN] = timesOf(() => readText(text), 1);
  const config = readText(text);
  const [inspected = Number.NaN] = timesOf(() => inspectionOf(config), 1);
  return { read: [read], whole: [read + inspected], processor: Number.NaN };
}

function roundTimes(text: string): Timed {
  const read = timesOf(() => readText(text), ROUNDS);
  const before = process.cpuUsage();
  const whole = timesOf(() => inspectionOf(readText(text)), ROUNDS);
  const { user, system } = process.cpuUsage(before);
  return { read, whole, processor: (user + system) / 1_000 / ROUNDS };
}

function readText(text: string) {
  return readHaproxyConfig([{ file: 'haproxy.cfg', text }], {}, '3.0.11');
}

function inspectionOf(config: ReturnType<typeof readText>): string {
  const known = { patterns: { files: {}, missing: [] }, check: null, processes: [] };
  const asked = { canary: null, stable: null };
  return inspectionText(inspect({ config, files: ['haproxy.cfg'], asked, ...known }), false);
}
