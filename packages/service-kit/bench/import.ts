// What importing service-kit adds to the cold start of node: whole processes, one after the other, in turn.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { median } from 'simple-statistics';
import { printTable } from 'workbench/table';

const ROUNDS = process.argv.includes('--quick') ? 5 : 50;
const PROGRAMS: ReadonlyMap<string, string> = new Map([
  ['nothing', ''],
  ['node:http, which every service needs', "import 'node:http'"],
  ['service-kit', "import 'service-kit'"],
]);
const here = fileURLToPath(new URL('.', import.meta.url));

const times = new Map([...PROGRAMS.keys()].map((name) => [name, [] as number[]]));
// One round before it counts fills the file cache.
for (let round = 0; round <= ROUNDS; round++)
  for (const [name, source] of PROGRAMS) {
    const durationMs = coldStart(source);
    if (round > 0) times.get(name)?.push(durationMs);
  }

const of = (name: string) => median(times.get(name) ?? []);
printTable(
  [`import (median of ${ROUNDS} processes each)`, 'start to exit', 'more than nothing'],
  [...PROGRAMS.keys()].map((name) => [
    name,
    `${of(name).toFixed(1)} ms`,
    `${(of(name) - of('nothing')).toFixed(1)} ms`,
  ]),
);
process.exitCode = of('service-kit') - of('nothing') <= 40 ? 0 : 1;

function coldStart(source: string): number {
  const startedAt = performance.now();
  const { status, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', source], {
    cwd: here,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(stderr);
  return performance.now() - startedAt;
}
