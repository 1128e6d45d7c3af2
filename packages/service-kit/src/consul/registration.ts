import { setTimeout as sleep } from 'node:timers/promises';
import type { AgentClient } from './agent-client.js';
import { backOffMs } from './back-off.js';
import type { RegistrationBody } from './registration-body.js';

/** How the registration came to its end. */
export type Deregistration = { deregistered: true } | { deregistered: false; reason: string };

export interface RegistrationParts {
  agent: AgentClient;
  body: RegistrationBody;
  /** Longest time that leaving may take, in milliseconds. */
  timeoutMs: number;
  log: (line: string) => void;
}

/** A registration that is tried until Consul takes it, or until the service leaves. */
export class Registration {
  readonly #parts: RegistrationParts;
  readonly #leaving = new AbortController();
  /** True once Consul has taken it, false if the service left before. */
  readonly registered: Promise<boolean>;

  constructor(parts: RegistrationParts) {
    this.#parts = parts;
    this.registered = this.#register();
  }

  /** Takes the service out of Consul. Never fails, and ends within the time-out. */
  async leave(): Promise<Deregistration> {
    const { agent, body, timeoutMs } = this.#parts;
    const deadline = performance.now() + timeoutMs;
    this.#leaving.abort();
    // An attempt under way must end first: it would register the service again behind our back.
    await this.registered;
    try {
      await agent.deregister(body.ID, Math.max(1, Math.ceil(deadline - performance.now())));
      return { deregistered: true };
    } catch (error) {
      return { deregistered: false, reason: (error as Error).message };
    }
  }

  async #register(): Promise<boolean> {
    const { log, agent, body } = this.#parts;
    let complaint = '';
    for (let attempt = 0; !this.#leaving.signal.aborted; attempt += 1) {
      const failure = await this.#attempt();
      if (failure === null) {
        log(`registered as ${body.ID} at Consul (${agent.url}) with ${body.Address}:${body.Port}`);
        return true;
      }
      // Said once, not at every attempt.
      if (failure !== complaint) log(`not registered yet, trying on: ${failure}`);
      complaint = failure;
      await this.#pause(backOffMs(attempt, Math.random()));
    }
    return false;
  }

  async #attempt(): Promise<string | null> {
    try {
      await this.#parts.agent.register(this.#parts.body);
      return null;
    } catch (error) {
      return (error as Error).message;
    }
  }

  async #pause(durationMs: number): Promise<void> {
    const { signal } = this.#leaving;
    await sleep(durationMs, undefined, { signal }).catch(() => {});
  }
}
