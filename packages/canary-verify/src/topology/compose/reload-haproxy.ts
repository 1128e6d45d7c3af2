import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { commandRuntime, type HaproxyConfig, type StatsPlace } from '../../haproxy/index.js';
import { haproxyProcess } from '../haproxy-servers.js';
import { docker } from './docker-command.js';
import { STATE_FILE } from './own-socket.js';
import { stateFor } from './servers-state.js';

/** Whether HAProxy in a container runs as a master, which replaces its workers one by one. */
export async function hasMaster(container: string): Promise<boolean> {
  const [, ...lines] = (await docker(['top', container, '-eo', 'pid,ppid,comm'])).trim().split('\n');
  const haproxys = lines
    .map((line) => line.trim().split(/\s+/))
    .filter(([, , command]) => command === 'haproxy');
  return haproxys.some(([, parent]) => haproxys.some(([pid]) => pid === parent));
}

/** A running HAProxy, and when to give up. */
export interface Reloading {
  container: string;
  socket: Extract<StatsPlace, { kind: 'socket' }>;
  /** The configuration that stands in its file now. */
  config: HaproxyConfig;
  /** Where the new worker finds the servers of the old one. */
  stateFolder: string;
  timeoutMs: number;
}

/** Has a master start a worker with the configuration that it finds now, and waits until that one answers. */
export async function reloadHaproxy(reloading: Reloading): Promise<void> {
  const { container, socket, config, stateFolder, timeoutMs } = reloading;
  const before = (await haproxyProcess(socket)).pid;
  const state = join(stateFolder, STATE_FILE);
  const { signal } = new AbortController();
  const servers = await commandRuntime(socket, ['show', 'servers', 'state'], signal);
  await writeFile(state, stateFor(servers, config));
  try {
    await replaceWorker({ container, socket, timeoutMs, before });
  } finally {
    // A HAProxy that is started later would begin with servers of another time.
    await rm(state);
  }
}

async function replaceWorker({
  container,
  socket,
  timeoutMs,
  before,
}: Omit<Reloading, 'config' | 'stateFolder'> & { before: number | null }): Promise<void> {
  await docker(['kill', '--signal', 'SIGUSR2', container]);
  const end = performance.now() + timeoutMs;
  for (;;) {
    const now = await haproxyProcess(socket).catch(() => null);
    if (now !== null && now.pid !== before) return;
    if (performance.now() >= end)
      throw new Error(
        `HAProxy still runs with its old configuration ${timeoutMs / 1000} s after its reload.`,
      );
    await pause(50);
  }
}
