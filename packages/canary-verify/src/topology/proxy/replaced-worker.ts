import { setTimeout as pause } from 'node:timers/promises';
import type { StatsPlace } from '../../haproxy/index.js';
import { haproxyProcess } from '../haproxy-servers.js';

/** The worker of a HAProxy that is told to reload, and when to give up. */
export interface ReplacedWorker {
  socket: Extract<StatsPlace, { kind: 'socket' }>;
  /** Its process id before the reload. */
  before: number | null;
  timeoutMs: number;
}

/**
 * Waits until another worker answers at the runtime socket.
 *
 * @throws at the deadline: then the new configuration did not start, and the old one serves on.
 */
export async function untilWorkerReplaced({ socket, before, timeoutMs }: ReplacedWorker): Promise<void> {
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
