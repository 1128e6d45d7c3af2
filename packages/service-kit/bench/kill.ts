// kill -9 of one of 8 replicas under load, without and with retries of what was already sent.

import { printTable } from 'workbench/table';
import { startBenchTopology, troubles } from './bench-topology.js';
import { startLoad } from './load.js';
import { startReplica } from './replica.js';

const kills = process.argv.includes('--quick') ? 2 : 20;

const rows = [await measure('replicas'), await measure('retries')];
printTable(
  ['HAProxy configuration', 'kill -9 of one of 8', 'GET requests', 'failed', 'sent again by HAProxy'],
  rows,
);
process.exitCode = rows[1]?.[3] === 0 ? 0 : 1;

async function measure(config: 'replicas' | 'retries'): Promise<(string | number)[]> {
  const topology = await startBenchTopology(config);
  try {
    const start = (index: number) =>
      startReplica(topology, index < 4 ? 'service-v1' : 'service-v2', `replica-${index}`);
    const replicas = await Promise.all(Array.from({ length: 8 }, (_, index) => start(index)));
    const load = await startLoad(`${topology.urls.service}/`);
    for (let kill = 0; kill < kills; kill++) {
      const victim = kill % 8;
      await replicas[victim]?.kill();
      console.error(`${config}.cfg: replica-${victim} was killed`);
      // Comes back under its id at another port, once HAProxy routes to it the next one may go.
      replicas[victim] = await start(victim);
    }
    await load.end();
    const sum = [...load.counts.values()].reduce(
      (all, { requests, failed }) => ({ requests: all.requests + requests, failed: all.failed + failed }),
      { requests: 0, failed: 0 },
    );
    const lines = await troubles(topology);
    const again = lines.filter((line) => / 200 /.test(line)).length;
    for (const line of lines.filter((line) => !/ 200 /.test(line)).slice(0, 3)) console.error(`  ${line}`);
    await Promise.all(replicas.map((replica) => replica.kill()));
    return [`${config}.cfg`, kills, sum.requests, sum.failed, again];
  } finally {
    await topology.stop();
  }
}
