import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { commandRuntime, type HaproxyConfig, type StatsPlace } from '../../haproxy/index.js';
import { haproxyProcess } from '../haproxy-servers.js';
import { STATE_FILE } from '../proxy/own-socket.js';
import { untilWorkerReplaced } from '../proxy/replaced-worker.js';
import { stateFor } from '../proxy/servers-state.js';
import { docker } from './docker-command.js';

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
    await docker(['kill', '--signal', 'SIGUSR2', container]);
    await untilWorkerReplaced({ socket, before, timeoutMs });
  } finally {
    // A HAProxy that is started later would begin with servers of another time.
    await rm(state);
  }
}
