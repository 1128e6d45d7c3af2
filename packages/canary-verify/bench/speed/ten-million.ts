// Counts ten million observations and prints the resident memory on the way: a process of its own, for memory.ts.
import { setImmediate } from 'node:timers/promises';
import { observationClassifier } from '../../src/classify/classify-observation.js';
import { Run } from '../../src/decide/run.js';
import type { Answer } from '../../src/observation/observation.js';
import { resolveOptions } from '../../src/options/options.js';
import { makePlan } from '../../src/plan/plan.js';

const OBSERVATIONS = 10_000_000;

/** So narrow a band that no decision comes; the budget is larger than what is counted. */
const options = resolveOptions({ expect: '10%', tolerance: '0.001pp', maxRequests: 2 * OBSERVATIONS });
const run = new Run(options, makePlan(options).attempts[0], Math.random);
const classify = observationClassifier(options.rules);
const points: { observations: number; megabytes: number }[] = [];
let state = 1;
for (let count = 1; count <= OBSERVATIONS; count++) {
  // A linear congruential generator (the constants of Numerical Recipes).
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  const track = state < 0.1 * 2 ** 32 ? 'canary' : 'stable';
  const outcome = answerOf(track, state % 10);
  const [sentAt, durationMs] = [count / 100, 1 + (state & 0xfff) / 1000];
  run.count(classify({ arm: 0, outcome, sentAt, durationMs, connection: count, address: 0 }));
  run.decide(0);
  if (count % (OBSERVATIONS / 10) !== 0) continue;
  await setImmediate();
  points.push({ observations: count, megabytes: process.memoryUsage.rss() / 2 ** 20 });
}
console.log(JSON.stringify(points));

/** A new object each time, as a server that varies its answers brings it about. */
function answerOf(track: string, replica: number): Answer {
  const headers = { 'x-service-track': track, 'x-service-instance': `message-${track}-${replica}` };
  return { status: 200, headers, body: Buffer.alloc(0) };
}
