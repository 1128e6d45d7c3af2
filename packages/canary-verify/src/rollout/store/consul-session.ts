import { setTimeout as wait } from 'node:timers/promises';
import type { ConsulKv } from './consul-kv.js';

/** A session lives for so long without being renewed; Consul may take up to twice as long to end it. */
const TTL_S = 15;
const RENEW_MS = 5_000;

/** A session of Consul's that is renewed while somebody holds it. */
export interface LiveSession extends AsyncDisposable {
  readonly id: string;
  /** Aborts when the session may be over: whatever it had locked may be another's. */
  readonly lost: AbortSignal;
}

/** Begins a session, and renews it until it is disposed of. `clock`: milliseconds that only pass. */
export async function beginSession(
  kv: ConsulKv,
  clock: () => number,
  signal: AbortSignal,
): Promise<LiveSession> {
  const id = await kv.createSession(TTL_S, signal);
  const lost = new AbortController();
  const over = new AbortController();
  const renewing = renew(kv, { id, clock, over: over.signal }).then((ended) => ended && lost.abort());
  return {
    id,
    lost: lost.signal,
    async [Symbol.asyncDispose]() {
      over.abort();
      await renewing;
      // Whatever is locked is free at once.
      await kv.destroySession(id, new AbortController().signal).catch(() => {});
    },
  };
}

/** Resolves to whether the session may have ended; false when it was no longer wanted. */
async function renew(
  kv: ConsulKv,
  { id, clock, over }: { id: string; clock: () => number; over: AbortSignal },
): Promise<boolean> {
  let renewedAt = clock();
  while (!over.aborted) {
    await wait(RENEW_MS, null, { signal: over }).catch(() => {});
    if (over.aborted) return false;
    const asked = clock();
    const lives = await kv.renewSession(id, over).catch(() => null);
    if (over.aborted) return false;
    if (lives === true) renewedAt = asked;
    if (lives === false || clock() - renewedAt > TTL_S * 1_000) return true;
  }
  return false;
}
