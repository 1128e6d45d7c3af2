import { setTimeout as pause } from 'node:timers/promises';
import type { StatsPlace } from '../../haproxy/index.js';
import { haproxyProcess } from '../haproxy-servers.js';
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
  stats: StatsPlace;
  timeoutMs: number;
}

/** Has a master start a worker with the configuration that it finds now, and waits until that one answers. */
export async function reloadHaproxy({ container, stats, timeoutMs }: Reloading): Promise<void> {
  const before = (await haproxyProcess(stats)).pid;
  await docker(['kill', '--signal', 'SIGUSR2', container]);
  const end = performance.now() + timeoutMs;
  for (;;) {
    const now = await haproxyProcess(stats).catch(() => null);
    if (now !== null && now.pid !== before) return;
    if (performance.now() >= end)
      throw new Error(
        `HAProxy still runs with its old configuration ${timeoutMs / 1000} s after its reload.`,
      );
    await pause(50);
  }
}
