// Is the verdict right just after a change? `wait`, then `--expect`, after `docker compose up -d` and after each `--scale`. Needs a
// Docker engine and the images of fixtures/compose. A number behind the command is another number of runs.

import { spawnSync } from 'node:child_process';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { printTable } from 'workbench/table';

const RUNS = Number(process.argv[2] ?? 50);
const ROOT = fileURLToPath(new URL('../../../../../', import.meta.url));
const BIN = `${ROOT}packages/canary-verify/bin/canary-verify.js`;
const COMPOSE = [
  'compose',
  '--project-name',
  `canary-verify-changes-${process.pid}`,
  '--file',
  `${ROOT}fixtures/compose/compose.yaml`,
];

/** Numbers of replicas, each a change of the one before. */
const STATES = [
  { stable: 4, canary: 1 },
  { stable: 2, canary: 2 },
  { stable: 1, canary: 3 },
  { stable: 3, canary: 1 },
  { stable: 1, canary: 1 },
];

const ports = await Promise.all(
  ['HAPROXY_PORT', 'HAPROXY_STATS_PORT', 'CONSUL_PORT'].map(async (name) => [name, await freePort()]),
);
const env = { ...process.env, CREDIT_REPLICAS: '1', ...Object.fromEntries(ports) };
const { HAPROXY_PORT, CONSUL_PORT } = env as Record<string, string>;
const place = ['--consul', `http://127.0.0.1:${CONSUL_PORT}`, `http://127.0.0.1:${HAPROXY_PORT}/version`];

const wrong: string[] = [];
let runs = 0;
try {
  while (runs < RUNS) {
    for (const state of STATES.slice(0, RUNS - runs)) {
      change(state);
      runs++;
      process.stderr.write(`\r${runs} of ${RUNS}, ${wrong.length} wrong`);
    }
    docker([...COMPOSE, 'down', '--volumes', '--timeout', '0']);
  }
} finally {
  docker([...COMPOSE, 'down', '--volumes', '--timeout', '0']);
}
process.stderr.write('\n');
printTable(
  ['what', 'runs', 'wrong', 'goal'],
  [['wait, then --expect, after up -d and after --scale', runs, wrong.length, '0']],
);
for (const one of wrong) console.log(one);
process.exitCode = wrong.length === 0 ? 0 : 1;

/** The first of a round starts everything, the others scale what runs. */
function change({ stable, canary }: { stable: number; canary: number }): void {
  docker([
    ...COMPOSE,
    'up',
    '--detach',
    '--no-build',
    '--scale',
    `service-v1=${stable}`,
    '--scale',
    `service-v2=${canary}`,
  ]);
  const waited = canaryVerify('wait', '--replicas', `${stable}+${canary}`, '--max-time', '60s', ...place);
  const share = `${(100 * canary) / (stable + canary)}%`;
  const verified = canaryVerify('--expect', share, ...place);
  if (waited.status !== 0 || verified.status !== 0)
    wrong.push(`${stable}+${canary}:\n${waited.stdout}${verified.stdout}`);
}

function canaryVerify(...argv: string[]) {
  return spawnSync(process.execPath, [BIN, ...argv], { encoding: 'utf8' });
}

function docker(argv: readonly string[]): void {
  const { status, stderr } = spawnSync('docker', argv, { env, encoding: 'utf8' });
  if (status !== 0) throw new Error(`docker ${argv.join(' ')}: ${stderr}`);
}

function freePort(): Promise<string> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(String(typeof address === 'object' && address !== null ? address.port : 0)));
    });
  });
}
