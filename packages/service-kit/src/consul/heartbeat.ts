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
    while (!this.#stopping.signal.aborted) {
      await sleep(ttlMs / BEATS_PER_TTL, undefined, { signal: this.#early.signal }).catch(() => {});
      if (this.#stopping.signal.aborted) return;
      this.#early = new AbortController();
      const { ready, reason } = await condition();
      // Nothing to do about a failure: without its registration the check is unknown, and that is watched elsewhere.
      await agent.report(checkId, { passing: ready, output: reason }).catch(() => {});
    }
  }
}
