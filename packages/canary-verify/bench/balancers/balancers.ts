// The verdicts on HAProxy's own algorithms, each many times over: `npm run bench:balancers -w canary-verify -- --runs 200`.
import { parseArgs } from 'node:util';
import { printTable } from 'workbench/table';
import { type ResolvedOptions, resolveOptions, type VerifyOptions } from '../../src/options/options.js';
import { CASES, type Case } from './cases.js';
import { startBalancers } from './haproxy-balancers.js';
import { mostWrong, repeatedRuns, wrongVerdicts } from './repeated-runs.js';
import { measureShare } from './true-share.js';

const ERROR_RATE = 0.01;
const LONG_RUN = 100_000;

const { values } = parseArgs({ options: { runs: { type: 'string', default: '200' } } });
const runs = readRuns(values.runs);
const allowed = mostWrong(runs, ERROR_RATE);
await using haproxy = await startBalancers(CASES.map(({ balancer }) => balancer));
const [first] = CASES as [Case];
const rows: (string | number)[][] = [];
let failed = 0;
for (const one of [...CASES, { ...first, connectionMode: 'reuse' } as const]) rows.push(await row(one));
clearProgress();
console.log(
  `${haproxy.version}\n\n${runs} runs per row, confidence ${100 * (1 - ERROR_RATE)} %, ${allowed} wrong verdicts allowed:\n`,
);
printTable(
  [
    'balancer',
    'expected',
    'connections',
    'true share',
    'matches',
    'differs',
    'undecided',
    'unmeasured',
    'wrong',
    'mean requests',
    'median ms',
  ],
  rows,
);
process.exitCode = failed === 0 ? 0 : 1;

function readRuns(written: string): number {
  const number = Number(written);
  if (Number.isInteger(number) && number >= 1 && number <= 100_000) return number;
  console.error(`--runs needs a whole number from 1 to 100000, not ${written}`);
  process.exit(2);
}

async function row({ balancer, share, trueShare, connectionMode }: Case): Promise<(string | number)[]> {
  const options: VerifyOptions = {
    target: haproxy.url(balancer.name),
    expect: share,
    confidence: 1 - ERROR_RATE,
    connectionMode,
  };
  showProgress(`${balancer.name}: measuring its true share`);
  const really = trueShare ?? (await measureShare(options, LONG_RUN));
  const repeated = await repeatedRuns(options, runs, (run) =>
    showProgress(`${balancer.name}, ${connectionMode}: run ${run} of ${runs}`),
  );
  const { matches, differs, undecided, unmeasured } = repeated.outcomes;
  const wrong = wrongVerdicts(repeated, isInside(resolveOptions(options), really));
  if (wrong > allowed) failed++;
  return [
    balancer.name,
    percent(share),
    connectionMode,
    trueShare === null ? `${percent(really)} (measured)` : percent(really),
    matches,
    differs,
    undecided,
    unmeasured,
    wrong > allowed ? `✘ ${wrong}` : wrong,
    Math.round(repeated.meanRequests),
    Math.round(repeated.medianMs),
  ];
}

function isInside({ arms: [{ expectation }] }: ResolvedOptions, share: number): boolean {
  if (expectation.kind !== 'share') throw new Error('every case expects a share');
  return Math.abs(share - expectation.share) <= expectation.tolerance;
}

function percent(share: number): string {
  return `${Number((100 * share).toFixed(2))} %`;
}

function showProgress(line: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${line} …`);
}

function clearProgress(): void {
  if (process.stderr.isTTY) process.stderr.write('\r\u001b[K');
}
