import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { printTable } from 'workbench/table';
import type { Line } from './line.js';

const MOST_MEGABYTES = 120;

/** Lets a process of its own count ten million observations. */
export function memory(): Line {
  const program = fileURLToPath(new URL('ten-million.js', import.meta.url));
  const written = execFileSync(process.execPath, [program], { encoding: 'utf8' });
  const points: { observations: number; megabytes: number }[] = JSON.parse(written);
  console.log('\nResident memory while observations are counted\n');
  printTable(
    ['observations', 'MB'],
    points.map(({ observations, megabytes }) => [observations, megabytes.toFixed(0)]),
  );
  const most = Math.max(...points.map(({ megabytes }) => megabytes));
  return {
    what: 'memory over 10,000,000 observations',
    goal: `flat, <= ${MOST_MEGABYTES} MB`,
    got: `${most.toFixed(0)} MB at most`,
    reached: most <= MOST_MEGABYTES,
  };
}
