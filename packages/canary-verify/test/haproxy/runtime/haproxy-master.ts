import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { type ProcessAnswer, readProcess } from '../../../src/haproxy/runtime/read-process.js';
import { findTools } from '../../../src/topology/toolbox/find-tools.js';

/** A master with its worker (`-W`), as distributions run it. */
export interface HaproxyMaster extends AsyncDisposable {
  /** The configuration's file, and the runtime socket that it must have. */
  file: string;
  socket: string;
  write(text: string): void;
  /** Starts it on what was written, and waits for its worker. */
  start(): Promise<void>;
  /** Loads the file anew, and waits for the next worker. */
  reload(): Promise<void>;
  /** What its worker says of itself. */
  read(): Promise<ProcessAnswer>;
}

export function haproxyMaster(): HaproxyMaster {
  const folder = mkdtempSync(join(tmpdir(), 'haproxy-master-'));
  const [file, socket] = [join(folder, 'haproxy.cfg'), join(folder, 'run.sock')];
  let master: ChildProcess | null = null;
  const read = () => readProcess({ kind: 'socket', connect: { path: socket } }, new AbortController().signal);
  const worker = async () => {
    const answer = await read();
    return 'process' in answer ? answer.process.pid : null;
  };
  return {
    file,
    socket,
    read,
    write: (text) => writeFileSync(file, text),
    start: async () => {
      const { haproxy } = await findTools(['haproxy']);
      master = spawn(haproxy.command, ['-W', '-db', '-f', file], { env: haproxy.env, stdio: 'ignore' });
      await expect.poll(worker, { timeout: 60_000 }).not.toBeNull();
    },
    reload: async () => {
      const before = await worker();
      master?.kill('SIGUSR2');
      const isNext = async () => {
        const now = await worker();
        return now !== null && now !== before;
      };
      await expect.poll(isNext, { timeout: 60_000 }).toBe(true);
    },
    [Symbol.asyncDispose]: async () => {
      if (master !== null && master.exitCode === null) {
        const closed = once(master, 'close');
        master.kill('SIGTERM');
        await closed;
      }
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
