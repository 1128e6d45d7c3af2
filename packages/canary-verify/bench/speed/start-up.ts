import { spawnSync } from 'node:child_process';
import { median } from 'simple-statistics';
import type { Effort, Line } from './line.js';
import { BIN } from './peers.js';

/** What `--version` takes longer than a Node that does nothing, started in turn. */
export function startUp({ rounds }: Effort): Line {
  const nothing: number[] = [];
  const version: number[] = [];
  for (let round = 0; round < 5 * rounds; round++) {
    nothing.push(milliseconds(['-e', '0']));
    version.push(milliseconds([BIN, '--version']));
  }
  const more = median(version) - median(nothing);
  const got = `${more.toFixed(0)} ms more than ${median(nothing).toFixed(0)} ms`;
  return { what: 'canary-verify --version, to node -e 0', goal: '<= 60 ms more', got, reached: more <= 60 };
}

function milliseconds(argv: readonly string[]): number {
  const startedAt = performance.now();
  const { status } = spawnSync(process.execPath, argv);
  if (status !== 0) throw new Error(`node ${argv.join(' ')} ended with ${status}`);
  return performance.now() - startedAt;
}
