// Rolling restarts and full replacements of 4 + 4 replicas under constant load: no request may fail. `-- --seconds 200` is a
// piece of it: a full replacement, and then rolling restarts for so long.
import { parseArgs } from 'node:util';
import { printTable } from 'workbench/table';
import { startBenchTopology, troubles } from './bench-topology.js';
import { startLoad } from './load.js';
import { type Replica, startReplica } from './replica.js';
import { startStreams } from './streams.js';

const {
  values: { quick, seconds },
} = parseArgs({ options: { quick: { type: 'boolean', default: false }, seconds: { type: 'string' } } });
const whole = !quick && seconds === undefined;
const goal = whole
  ? { restarts: 20, replacements: 5, requests: 1_000_000 }
  : { restarts: 1, replacements: 1, requests: quick ? 0 : Number.POSITIVE_INFINITY };
const MOST_MS = seconds === undefined ? 20 * 60_000 : Number(seconds) * 1_000;
const SERVICES = ['service-v1', 'service-v2'] as const;

const topology = await startBenchTopology('replicas');
try {
  process.exitCode = await run();
} finally {
  await topology.stop();
}

async function run(): Promise<number> {
  const startedAt = performance.now();
  const spent = () => performance.now() - startedAt;
  let replicas = await generation(0);
  const load = await startLoad(`${topology.urls.service}/`);
  const streams = startStreams(`${topology.urls.service}/`);
  const total = () => [...load.counts.values()].reduce((sum, { requests }) => sum + requests, 0);
  const say = (what: string) =>
    console.error(`${Math.round(spent() / 1000)} s: ${what}, ${total().toLocaleString('en')} requests`);

  let replacements = 0;
  for (; replacements < goal.replacements; replacements++) {
    replicas = await replaceAll(replicas, replacements + 1);
    say(`full replacement ${replacements + 1}`);
  }
  let restarts = 0;
  for (; restarts < goal.restarts || (total() < goal.requests && spent() < MOST_MS); restarts++) {
    await rollingRestart(replicas);
    say(`rolling restart ${restarts + 1}`);
  }
  await Promise.all([load.end(), streams.end()]);
  await Promise.all(replicas.flat().map((replica) => replica.kill()));

  const all = [...load.counts, ...streams.counts];
  const failed = all.reduce((sum, [, counts]) => sum + counts.failed, 0);
  const rows = all.map(([name, counts]) => [name, counts.requests, counts.failed]);
  console.log(
    `${restarts} rolling restarts and ${replacements} full replacements of 4 + 4 replicas in ${Math.round(spent() / 1000)} s:`,
  );
  printTable(
    ['load from', 'requests', 'failed'],
    [...rows, ['all requests of the generators', total(), failed]],
  );
  const lines = await troubles(topology);
  console.log(`requests that HAProxy had to send again or could not: ${lines.length}`);
  for (const line of lines.slice(0, 20)) console.log(`  ${line}`);
  return failed === 0 && (!whole || total() >= goal.requests) ? 0 : 1;
}

/** The pairs of a stable and a canary replica that are restarted at the same time. */
async function generation(number: number): Promise<Replica[][]> {
  return await Promise.all(
    [1, 2, 3, 4].map((index) =>
      Promise.all(
        SERVICES.map((service) => startReplica(topology, service, `${service}-${number}-${index}`)),
      ),
    ),
  );
}

/** New ones beside the old ones, then all the old ones leave at once. */
async function replaceAll(old: Replica[][], number: number): Promise<Replica[][]> {
  const fresh = await generation(number);
  await Promise.all(old.flat().map((replica) => replica.leave()));
  return fresh;
}

/** Each pair leaves and comes back under the same ids before the next one does. */
async function rollingRestart(replicas: Replica[][]): Promise<void> {
  for (const [index, pair] of replicas.entries()) {
    await Promise.all(pair.map((replica) => replica.leave()));
    replicas[index] = await Promise.all(
      pair.map(({ instance }, service) =>
        startReplica(topology, SERVICES[service] as (typeof SERVICES)[number], instance),
      ),
    );
  }
}
