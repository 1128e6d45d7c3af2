import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import type { Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { Leftover, ReaperOrder } from './reaper.js';

/** Takes a leftover off the reaper's list, once it has been cleaned up in the ordinary way. */
export type Release = () => void;

let reaper: Writable | null = null;

/**
 * Starts a process that cleans up when this process ends, however it ends (even by SIGKILL): it waits on a pipe,
 * in a process group of its own.
 */
export function reapLater(leftover: Leftover): Release {
  const name = randomUUID();
  order({ add: name, leftover });
  return () => order({ remove: name });
}

function order(order: ReaperOrder): void {
  reaper ??= startReaper();
  reaper.write(`${JSON.stringify(order)}\n`);
}

function startReaper(): Writable {
  const script = fileURLToPath(new URL('../topology/reaper.js', import.meta.url));
  const child: ChildProcess = spawn(process.execPath, [script, 'reap'], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  if (child.stdin === null) throw new Error('the reaper has no standard input');
  child.unref();
  (child.stdin as Writable & { unref(): void }).unref();
  // When the reaper is gone there is nobody to tell: what is started next gets a new one.
  child.stdin.on('error', () => {});
  child.once('exit', () => {
    reaper = null;
  });
  return child.stdin;
}
