import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { Line } from '../speed/line.js';
import { fromRoot, messages, shop } from './definitions.js';

/** A start takes about as long. */
const LONGEST_MS = 8_000;

/** Starts topologies one after the other, local and in containers in turn; kills each third at any moment. */
export async function killed(starts: number): Promise<Line[]> {
  const seed = Number(process.env.SEED ?? Date.now() % 1_000_000);
  console.log(`killed: SEED=${seed}`);
  const random = xoroshiro128plus(seed);
  const before = remains();
  let kills = 0;
  for (let start = 0; start < starts; start++) {
    const kill = start % 3 === 2;
    const afterMs = kill ? (random.next() >>> 0) % LONGEST_MS : null;
    if (kill) kills++;
    await oneStart(start % 2 === 0 ? 'local' : 'compose', afterMs);
  }
  // The reapers of the last ones may still be at it.
  for (let waited = 0; waited < 60 && remains().length > before.length; waited++) await pause(500);
  const left = remains().filter((one) => !before.includes(one));
  for (const one of left) console.log(`left: ${one}`);
  return [
    {
      what: `${starts} topologies in a row, ${kills} of them killed with SIGKILL at any moment`,
      goal: 'nothing left',
      got: left.length === 0 ? 'nothing left' : `${left.length} left`,
      reached: left.length === 0,
    },
  ];
}

async function oneStart(driver: 'local' | 'compose', killAfterMs: number | null): Promise<void> {
  const module = new URL('../../../dist/topology/index.js', import.meta.url).href;
  const first =
    driver === 'local' ? ['local', messages(2, 1, 1)] : [shop(fromRoot('fixtures/shop/compose.yaml'))];
  const script = `
    import { startTopology } from '${module}';
    const topology = await startTopology(...${JSON.stringify(first)});
    await topology.stop();`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script], { stdio: 'inherit' });
  const ended = once(child, 'exit');
  if (killAfterMs !== null) void pause(killAfterMs).then(() => child.kill('SIGKILL'));
  const [code] = await ended;
  console.log(`${driver}: ${killAfterMs === null ? `ended with ${code}` : `killed after ${killAfterMs} ms`}`);
  if (killAfterMs === null && code !== 0) throw new Error(`a start on ${driver} ended with ${code}`);
}

/** Processes, folders, containers and networks that a topology is made of. */
function remains(): string[] {
  const processes = execFileSync('ps', ['ax', '-o', 'pid=,args='], { encoding: 'utf8' })
    .split('\n')
    .filter((line) =>
      /consul agent -dev -node=canary-verify|haproxy -db -f|redis-server .*canary|examples\/(message|credit)\/dist/.test(
        line,
      ),
    );
  const list = (...argv: string[]) => execFileSync('docker', argv, { encoding: 'utf8' }).split('\n');
  const named = [
    ...list('ps', '--all', '--format', '{{.Names}}'),
    ...list('network', 'ls', '--format', '{{.Name}}'),
  ];
  const folders = readdirSync(tmpdir());
  return [...processes, ...[...named, ...folders].filter((name) => name.startsWith('canary-verify-'))];
}
