// Memory and handles of a process that starts, registers, deregisters and stops services over and over.
import { startService } from 'service-kit';
import { printTable } from 'workbench/table';
import { startConsul } from '../test/support/consul-agent.js';

const CYCLES = process.argv.includes('--quick') ? 1_000 : 10_000;
/** At the same time: each takes half a second to leave, whatever else. */
const TOGETHER = 100;
const ROWS = 10;

const { gc } = globalThis;
if (gc === undefined) throw new Error('wants node --expose-gc, or there is no telling garbage from growth');

const consul = await startConsul();
const rows = [measured(0)];
for (let done = TOGETHER; done <= CYCLES; done += TOGETHER) {
  await Promise.all(Array.from({ length: TOGETHER }, (_, index) => cycle(index)));
  if (done % (CYCLES / ROWS) === 0) {
    rows.push(await settled(done));
    console.error(`${done} cycles`);
  }
}
await consul[Symbol.asyncDispose]();

printTable(
  ['cycles', 'heap in use', 'outside the heap', 'resident', 'handles and requests'],
  rows.map(({ cycles, heap, external, resident, resources }) => [
    cycles,
    megabytes(heap),
    megabytes(external),
    megabytes(resident),
    resources,
  ]),
);
// In the first half V8 still compiles. Anything that a service left behind would be larger than this.
const MOST_BYTES = 100;
const early = rows[ROWS / 2];
const last = rows[ROWS];
const grown = (last?.heap ?? Number.NaN) - (early?.heap ?? Number.NaN);
const perCycle = grown / (CYCLES / 2);
console.log(`heap in the second half: ${Math.round(perCycle)} bytes for each cycle`);
process.exitCode = perCycle < MOST_BYTES && last?.resources === early?.resources ? 0 : 1;

async function cycle(index: number): Promise<void> {
  const service = await startService({
    handler: (_request, response) => void response.end(),
    name: 'service-v1',
    id: `service-v1-${index}`,
    address: '127.0.0.1',
    port: 0,
    consul: { address: consul.address, timeoutMs: 30_000 },
    drainMs: 0,
    signals: false,
    log: () => {},
  });
  if (!(await service.registered)) throw new Error('not registered');
  const { deregistered } = await service.stop();
  if (!deregistered) throw new Error('not deregistered');
}

/** Once what is being closed is closed: sockets take a turn of the event loop or two. */
async function settled(cycles: number) {
  let last = measured(cycles);
  for (let turn = 0; turn < 20; turn++) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    const now = measured(cycles);
    if (now.resources === last.resources && now.heap >= last.heap) break;
    last = now;
  }
  return last;
}

function measured(cycles: number) {
  gc?.();
  const { heapUsed, external, rss } = process.memoryUsage();
  return {
    cycles,
    heap: heapUsed,
    external,
    resident: rss,
    resources: process.getActiveResourcesInfo().length,
  };
}

function megabytes(bytes: number): string {
  return `${(bytes / 2 ** 20).toFixed(1)} MB`;
}
