// What one observation costs with all tests on: the decision, the guards and the comparison of canary and stable.
// `npm run bench:observation -w canary-verify`
import { PerformanceObserver } from 'node:perf_hooks';
import { setImmediate } from 'node:timers/promises';
import { printTable } from 'workbench/table';
import { decide, undecided } from '../src/decide/decide.js';
import { resolveOptions } from '../src/options/options.js';
import { makePlan } from '../src/plan/plan.js';
import { newGuards, watchResponse } from '../src/tally/guards.js';
import { newHealth, observeFailure, observeHealth } from '../src/tally/health.js';
import { emptyTally } from '../src/tally/tally.js';
import { timesOf } from './timed.js';

const OBSERVATIONS = 10_000_000;
const EACH_REPORT = OBSERVATIONS / 5;
const MOST_NANOSECONDS = 1_000;

const collections = { count: 0 };
new PerformanceObserver((list) => {
  collections.count += list.getEntries().length;
}).observe({ entryTypes: ['gc'] });

let slowest = 0;
for (const reuse of [false, true]) {
  console.log(`\n${reuse ? 'Ten requests on a connection' : 'A connection for each request'}:\n`);
  const rows = await measured(reuse);
  slowest = Math.max(slowest, ...rows.map(([, nanoseconds]) => nanoseconds));
  printTable(['observations', 'ns each', 'heap in use, MB', 'garbage collections'], rows.map(shown));
}
process.exitCode = slowest <= MOST_NANOSECONDS ? 0 : 1;

type Row = [observations: number, nanoseconds: number, heapMegabytes: number, collections: number];

/** A run that never ends, because the band is narrow: the share wanders around 10 %. */
async function measured(reuse: boolean): Promise<Row[]> {
  const options = resolveOptions({ expect: '10%', tolerance: '0.001pp' });
  const { arms } = makePlan(options).attempts[0];
  const [plan] = arms;
  const [tally] = emptyTally([[]]).arms;
  if (tally === undefined) throw new Error('a tally without an arm');
  const guards = newGuards();
  const health = newHealth({ errorRate: 0.01, worseRatio: 4 });
  const decision = undecided();
  const known = { tally, guards, health, reuse, replicas: null, at: 0, atEnd: false, shownTogether: true };
  const rows: Row[] = [];
  let state = 1;
  const observeMany = () => {
    for (let index = 0; index < EACH_REPORT; index++) {
      // A linear congruential generator (Knuth's MMIX is too wide; these are the constants of Numerical Recipes).
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      const track = state < 0.1 * 2 ** 32 ? 'canary' : 'stable';
      tally.requests++;
      tally[track]++;
      const timing = { sentAt: tally.requests / 10, durationMs: 1 + (state & 0xfff) / 1000 };
      if ((state & 0xff) === 0) observeFailure(health, track, 'http-500');
      else observeHealth(health, { track, instance: `${track}-1` }, timing);
      watchResponse(guards, track, reuse ? Math.floor(tally.requests / 10) : tally.requests, 0.01);
      decide(decision, plan, known);
    }
  };
  for (let round = 1; round <= OBSERVATIONS / EACH_REPORT; round++) {
    collections.count = 0;
    const [durationMs = Number.NaN] = timesOf(observeMany, 1);
    const nanoseconds = Math.round((durationMs / EACH_REPORT) * 1e6);
    await setImmediate();
    rows.push([
      round * EACH_REPORT,
      nanoseconds,
      process.memoryUsage().heapUsed / 2 ** 20,
      collections.count,
    ]);
  }
  if (decision.outcome !== 'open') throw new Error('the run was decided: it does not measure what it should');
  return rows;
}

function shown([observations, nanoseconds, heap, count]: Row): (string | number)[] {
  return [observations, nanoseconds, heap.toFixed(1), count];
}
