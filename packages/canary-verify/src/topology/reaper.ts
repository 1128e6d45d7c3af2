import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { createInterface } from 'node:readline';

/**
 * Something that must not outlive the process that started it. `startedAt` guards against a process id that has been
 * given to somebody else since.
 */
export type Leftover =
  | { kind: 'process'; pid: number; startedAt: string | null }
  | { kind: 'folder'; path: string }
  | { kind: 'command'; argv: readonly [string, ...string[]] };

/** The orders for the reaper, one line of JSON each. */
export type ReaperOrder = { add: string; leftover: Leftover } | { remove: string };

/** When a process began, in clock ticks since the machine did (proc(5), field 22 of stat); null where that is not known. */
export function processStart(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name in parentheses may hold spaces: count from behind it.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null;
  } catch {
    return null;
  }
}

/** Runs as a process of its own: notes what it is told, and cleans it up when the pipe to its parent closes. */
function main(): void {
  const leftovers = new Map<string, Leftover>();
  createInterface({ input: process.stdin })
    .on('line', (line) => {
      const order = JSON.parse(line) as ReaperOrder;
      if ('add' in order) leftovers.set(order.add, order.leftover);
      else leftovers.delete(order.remove);
    })
    .on('close', () => {
      // Processes first: they may be writing into the folders.
      const all = [...leftovers.values()];
      for (const kind of ['process', 'command', 'folder'] as const)
        for (const leftover of all) if (leftover.kind === kind) cleanUp(leftover);
    });
}

function cleanUp(leftover: Leftover): void {
  try {
    if (leftover.kind === 'folder') rmSync(leftover.path, { recursive: true, force: true, maxRetries: 10 });
    else if (leftover.kind === 'command')
      execFileSync(leftover.argv[0], leftover.argv.slice(1), { stdio: 'ignore' });
    else if (processStart(leftover.pid) === leftover.startedAt) process.kill(leftover.pid, 'SIGKILL');
  } catch {
    // It is gone already, and nobody is left who could be told otherwise.
  }
}

if (process.argv[2] === 'reap') main();
