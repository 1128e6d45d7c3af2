// An operator's maintenance over restarts of the agent (half of them with its data, half without) and changes of the weight:
// how often is the instance in rotation all the same? `-- --restarts 10` is a piece of it.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startService } from 'service-kit';
import { eventually } from 'workbench/eventually';
import { freePort } from 'workbench/free-port';
import { printTable } from 'workbench/table';
import { startConsul } from '../test/support/consul-agent.js';
import { watchRotation } from '../test/support/rotation.js';

const { values } = parseArgs({
  options: { quick: { type: 'boolean', default: false }, restarts: { type: 'string' } },
});
const RESTARTS = Number(values.restarts ?? (values.quick ? 6 : 50));

const dataFolder = await mkdtemp(join(tmpdir(), 'maintenance-'));
const rows = [await measure('without its data', false), await measure('with its data', true)];
await rm(dataFolder, { recursive: true, force: true, maxRetries: 10 });
printTable(['agent restarted', 'restarts', 'weights changed', 'looks that found it in rotation'], rows);
process.exitCode = rows.every(([, , , times]) => times === 0) ? 0 : 1;

async function measure(what: string, keeps: boolean): Promise<(string | number)[]> {
  const httpPort = await freePort();
  const start = () => startConsul({ httpPort, ...(keeps && { dataFolder }) });
  let agent = await start();
  let noticed = false;
  const service = await startService({
    handler: (_request, response) => void response.end(),
    ...{ name: 'message', id: 'message-1', address: '127.0.0.1', drainMs: 0, signals: false },
    // It passes all the time: only the maintenance keeps it out.
    checks: [{ type: 'tcp', intervalMs: 100 }],
    consul: { address: agent.address },
    log: (line) => {
      noticed ||= line.includes('by an operator');
    },
  });
  await service.registered;
  await agent.put('/agent/service/maintenance/message-1?enable=true&reason=disk');
  await eventually('it has noticed', () => noticed);
  let times = 0;
  for (let restart = 0; restart < RESTARTS / 2; restart++) {
    await agent[Symbol.asyncDispose]();
    agent = await start();
    await using rotation = await watchRotation(agent, 'message');
    await eventually('it is back', async () => (await agent.instances('message')).length === 1);
    await service.setWeight((restart % 200) + 1);
    await eventually('its own check passes', async () => {
      const [only] = await agent.instances('message');
      return only?.Checks.some(({ CheckID, Status }) => CheckID === 'message-1-tcp' && Status === 'passing');
    });
    times += await rotation.timesIn();
    console.error(`${what}: restart ${restart + 1}`);
  }
  await service.stop();
  await agent[Symbol.asyncDispose]();
  return [what, RESTARTS / 2, RESTARTS / 2, times];
}
