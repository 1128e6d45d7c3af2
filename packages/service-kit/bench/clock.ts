// The clock of a service jumps an hour forth and back (libfaketime, by LIBFAKETIME or where Debian's package has it): is it still
// registered and healthy, and how long does leaving take?
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { eventually } from 'workbench/eventually';
import { freePort } from 'workbench/free-port';
import { startConsul } from '../test/support/consul-agent.js';

const library = process.env.LIBFAKETIME ?? '/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1';
if (!existsSync(library))
  throw new Error(`no libfaketime at ${library}: Debian's package has it, LIBFAKETIME names it`);

const folder = await mkdtemp(join(tmpdir(), 'clock-'));
const clock = join(folder, 'clock');
await writeFile(clock, '+0');
const consul = await startConsul();
const port = await freePort();
const child = spawn(process.execPath, [fileURLToPath(new URL('working-service.js', import.meta.url))], {
  env: {
    ...{ SERVICE_NAME: 'clock', SERVICE_ADDRESS: '127.0.0.1', SERVICE_DRAIN_MS: '1000' },
    ...{ PORT: String(port), CONSUL_HTTP_ADDR: consul.address },
    // The clock that only goes forward does not jump in a real machine either.
    ...{
      LD_PRELOAD: library,
      FAKETIME_TIMESTAMP_FILE: clock,
      FAKETIME_NO_CACHE: '1',
      DONT_FAKE_MONOTONIC: '1',
    },
  },
  stdio: ['pipe', 'ignore', 'inherit'],
});
const ended = once(child, 'exit');
const healthy = () =>
  eventually('it is healthy', async () => {
    const passing = (await consul.get('/health/service/clock?passing')) as unknown[];
    return passing.length === 1;
  });
const skew = async () => {
  const { headers } = await fetch(`http://127.0.0.1:${port}/`);
  return Math.round((Date.parse(headers.get('date') ?? '') - Date.now()) / 60_000);
};
await healthy();
const minutes: number[] = [];
for (const jump of ['+3600', '-3600', '+0']) {
  await writeFile(clock, jump);
  await eventually('its clock has jumped', async () => (await skew()) === Number(jump) / 60);
  minutes.push(await skew());
  // Lost and found again while the clock is wrong: all its waits still end.
  const [only] = await consul.instances('clock');
  await consul.put(`/agent/service/deregister/${only?.Service.ID}`);
  await healthy();
}
await writeFile(clock, '+3600');
const startedAt = performance.now();
child.kill('SIGTERM');
const [code] = await ended;
const leftMs = Math.round(performance.now() - startedAt);
console.log(
  `the clock was ${minutes.join(', ')} minutes ahead: registered and healthy each time, left with ${code} after ${leftMs} ms`,
);
process.exitCode = code === 0 && leftMs < 5_000 ? 0 : 1;
await consul[Symbol.asyncDispose]();
await rm(folder, { recursive: true });
