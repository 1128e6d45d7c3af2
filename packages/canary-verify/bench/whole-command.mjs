// How long the whole command takes on 9 + 1 real replicas, process start to exit: `npm run bench:command -w canary-verify`.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { max, median, min } from 'simple-statistics';
import { startTopology } from '../dist/topology/index.js';

const RUNS = 10;
const bin = fileURLToPath(new URL('../bin/canary-verify.js', import.meta.url));
// Built beforehand with `npm run build`; the package itself knows nothing of the examples.
const { messageTopology } = await import('../../../examples/verify/dist/message-topology.js');

const topology = await startTopology('local', messageTopology(9, 1));
for (const expect of ['10%', '25%']) {
  const runs = Array.from({ length: RUNS }, () => {
    const startedAt = performance.now();
    const { status, stdout } = spawnSync(process.execPath, [
      bin,
      '--expect',
      expect,
      '--json',
      `${topology.urls.service}/version`,
    ]);
    return {
      seconds: (performance.now() - startedAt) / 1000,
      status,
      requests: JSON.parse(stdout.toString()).requests,
    };
  });
  const seconds = runs.map((run) => run.seconds);
  const codes = [...new Set(runs.map(({ status }) => status))].join(', ');
  const figures = [min(seconds), median(seconds), max(seconds)].map((value) => value.toFixed(2)).join(' / ');
  console.log(
    `--expect ${expect}: ${figures} s (min / median / max of ${RUNS}), ${median(runs.map(({ requests }) => requests))} requests, exit code ${codes}`,
  );
}
await topology.stop();
