// How long a service is missing after its Consul agent has come back without its data.
import { setTimeout as pause } from 'node:timers/promises';
import { startService } from 'service-kit';
import { median } from 'simple-statistics';
import { freePort } from 'workbench/free-port';
import { printTable } from 'workbench/table';
import { startConsul } from '../test/support/consul-agent.js';

const ROUNDS = process.argv.includes('--quick') ? 3 : 20;
/** The agent stays away for longer each time: the back-off is then met in every state. */
const AWAY_STEP_MS = 250;
const MOST_MS = 30_000;

const httpPort = await freePort();
let consul = await startConsul({ httpPort });
const service = await startService({
  handler: (_request, response) => void response.end(),
  name: 'service-v1',
  address: '127.0.0.1',
  consul: { address: consul.address },
  drainMs: 0,
  log: () => {},
});
await service.registered;

const missing: number[] = [];
for (let round = 0; round < ROUNDS; round++) {
  await consul[Symbol.asyncDispose]();
  await pause(round * AWAY_STEP_MS);
  const answering = until('Consul answers', () => answered('/status/leader', (body) => body !== ''));
  const starting = startConsul({ httpPort });
  const answeringSince = await answering;
  const registeredAt = await until('the service is registered', () =>
    answered('/health/service/service-v1', (list) => (list as unknown[]).length === 1),
  );
  missing.push(registeredAt - answeringSince);
  consul = await starting;
  console.error(`round ${round + 1}: ${Math.round(registeredAt - answeringSince)} ms`);
}
await service.stop();
await consul[Symbol.asyncDispose]();

const milliseconds = (value: number) => `${Math.round(value).toLocaleString('en')} ms`;
printTable(
  ['restarts without data', 'median', 'least', 'most'],
  [[ROUNDS, ...[median(missing), Math.min(...missing), Math.max(...missing)].map(milliseconds)]],
);
process.exitCode = median(missing) <= 3_000 ? 0 : 1;

async function answered(path: string, wanted: (body: unknown) => boolean): Promise<boolean> {
  const response = await fetch(`http://127.0.0.1:${httpPort}/v1${path}`);
  return response.ok && wanted(await response.json());
}

/** When something came to hold, by `performance.now()`. */
async function until(what: string, holds: () => Promise<boolean>): Promise<number> {
  const deadline = performance.now() + MOST_MS;
  while (!(await holds().catch(() => false))) {
    if (performance.now() > deadline) throw new Error(`After ${MOST_MS} ms it does not hold that ${what}`);
    await pause(10);
  }
  return performance.now();
}
