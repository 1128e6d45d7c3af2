import { setTimeout as sleep } from 'node:timers/promises';
import type { AgentClient } from './agent-client.js';

/** The state that a TTL check reports. */
export interface Condition {
  ready: boolean;
  reason: string;
}

export interface HeartbeatParts {
  agent: AgentClient;
  checkId: string;
  ttlMs: number;
  /** The service's own readiness, asked for each beat. */
  condition: () => Promise<Condition>;
}

/** Two of three beats may be lost before Consul marks the service as critical. */
const BEATS_PER_TTL = 3;
/** The service looks at itself this often, as Consul would over HTTP, and beats at once when something has changed, in milliseconds. */
const LOOK_MS = 1_000;

/** Reports the service's readiness to a TTL check until it is stopped. A beat that fails is made good by the next one. */
export class Heartbeat {
  readonly #parts: HeartbeatParts;
  readonly #stopping = new AbortController();
  #early = new AbortController();

  constructor(parts: HeartbeatParts) {
    this.#parts = parts;
    void this.#beat();
  }

  /** Beats now: the check is new, and critical until it hears something. */
  now(): void {
    this.#early.abort();
  }

  stop(): void {
    this.#stopping.abort();
    this.#early.abort();
  }

  async #beat(): Promise<void> {
    const { agent, checkId, ttlMs, condition } = this.#parts;
    const everyMs = ttlMs / BEATS_PER_TTL;
    const lookMs = Math.min(everyMs, LOOK_MS);
    for (let told = '', next = 0; !this.#stopping.signal.aborted; ) {
      const { signal } = this.#early;
      await sleep(lookMs, undefined, { signal }).catch(() => {});
      if (this.#stopping.signal.aborted) return;
      const early = signal.aborted;
      if (early) this.#early = new AbortController();
      const { ready, reason } = await condition();
      if (!early && reason === told && performance.now() < next) continue;
      next = performance.now() + everyMs - lookMs;
      // Nothing to do about a failure: without its registration the check is unknown, and that is watched elsewhere.
      const reported = agent.report(checkId, { passing: ready, output: reason });
      told = await reported.then(
        () => reason,
        () => '',
      );
    }
  }
}
