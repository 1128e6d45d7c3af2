import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

/** What somebody asks of a rollout that another process runs. */
export interface RolloutRequest {
  verb: 'promote' | 'pause' | 'resume' | 'abort';
  reason: string;
}

/** How often a runner looks for a request, and whoever asks for its answer, in milliseconds. */
const LOOK_AGAIN_MS = 100;

function requestFile(folder: string, name: string): string {
  return join(folder, `${name}.request`);
}

/** Leaves a request for the runner, and waits until it is taken. Resolves to whether it was before the signal. */
export async function leaveRequest(
  folder: string,
  name: string,
  { request, signal }: { request: RolloutRequest; signal: AbortSignal },
): Promise<boolean> {
  const file = requestFile(folder, name);
  const written = `${file}.${process.pid}`;
  writeFileSync(written, JSON.stringify(request));
  renameSync(written, file);
  while (existsSync(file)) {
    if (signal.aborted) return false;
    await wait(LOOK_AGAIN_MS, null, { signal }).catch(() => {});
  }
  return true;
}

/** The request that comes while the signal is not aborted; null if none does. Whoever takes it acknowledges it. */
export async function nextRequest(
  folder: string,
  name: string,
  signal: AbortSignal,
): Promise<RolloutRequest | null> {
  const file = requestFile(folder, name);
  while (!signal.aborted) {
    if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8'));
    await wait(LOOK_AGAIN_MS, null, { signal }).catch(() => {});
  }
  return null;
}

export function acknowledgeRequest(folder: string, name: string): void {
  rmSync(requestFile(folder, name), { force: true });
}
