import { setTimeout as sleep } from 'node:timers/promises';
import type { AgentClient } from './agent-client.js';
import { backOffMs } from './back-off.js';
import { type ConsulWeights, isRegisteredAs, type RegistrationBody } from './registration-body.js';

/** How the registration came to its end. */
export type Deregistration = { deregistered: true } | { deregistered: false; reason: string };

export interface RegistrationParts {
  agent: AgentClient;
  body: RegistrationBody;
  /** Longest time that leaving may take, in milliseconds. */
  timeoutMs: number;
  log: (line: string) => void;
}

/**
 * How long one look at the registration may wait for a change, in milliseconds. A change ends it at once; the wait only
 * bounds how long an agent that vanished without a word goes unnoticed.
 */
const WATCH_MS = 2_000;

/** Looks at the registration are at least so far apart, in milliseconds. */
const LEAST_BETWEEN_MS = 50;

/**
 * Keeps the service registered: it retries until Consul accepts, watches the registration, and restores it when
 * it is lost or changed. It never has more than one request under way.
 */
export class Registration {
  readonly #parts: RegistrationParts;
  readonly #leaving = new AbortController();
  readonly #ended: Promise<void>;
  #body: RegistrationBody;
  #maintenance: string | null = null;
  #complaint = '';
  #taken: (taken: boolean) => void = () => {};
  /** True once Consul has taken it, false if the service left before. */
  readonly registered: Promise<boolean>;
  /** Why the first attempt has failed; null when it has not. */
  readonly firstAttempt: Promise<string | null>;
  #attempted: (failure: string | null) => void = () => {};

  constructor(parts: RegistrationParts) {
    this.#parts = parts;
    this.#body = parts.body;
    this.registered = new Promise((resolve) => {
      this.#taken = resolve;
    });
    this.firstAttempt = new Promise((resolve) => {
      this.#attempted = resolve;
    });
    this.#ended = this.#keep();
  }

  /** The reason for the maintenance; null if the service is not in maintenance. */
  get maintenance(): string | null {
    return this.#maintenance;
  }

  /** Changes the weights without a restart. False when Consul does not answer now: it is told as soon as it does. */
  async setWeights({ passing, warning }: ConsulWeights): Promise<boolean> {
    this.#body = { ...this.#body, Weights: { Passing: passing, Warning: warning } };
    return this.#tell(() => this.#parts.agent.register(this.#body));
  }

  /** Takes the service out of every answer of Consul's, with a reason, or puts it back in (null). Returns as `setWeights`. */
  async setMaintenance(reason: string | null): Promise<boolean> {
    this.#maintenance = reason;
    return this.#tell(() => this.#parts.agent.maintain(this.#body.ID, reason));
  }

  /** Takes the service out of Consul. Never fails, and ends within the time-out. */
  async leave(): Promise<Deregistration> {
    const { agent, timeoutMs } = this.#parts;
    const deadline = performance.now() + timeoutMs;
    this.#leaving.abort();
    // An attempt under way must end first: it would register the service again behind our back.
    await this.#ended;
    try {
      await agent.deregister(this.#body.ID, Math.max(1, Math.ceil(deadline - performance.now())));
      return { deregistered: true };
    } catch (error) {
      return { deregistered: false, reason: (error as Error).message };
    }
  }

  /** Registers, watches, restores: until the service leaves. */
  async #keep(): Promise<void> {
    for (let failures = 0, hash: string | null = null; !this.#leaving.signal.aborted; ) {
      try {
        hash = hash === null ? await this.#register() : await this.#watch(hash);
        failures = 0;
      } catch (error) {
        this.#complain((error as Error).message);
        this.#attempted((error as Error).message);
        hash = null;
        await this.#pause(backOffMs(failures++, Math.random()));
      }
    }
    this.#taken(false);
  }

  /** Registers, and resolves with the hash of what the agent has then. Throws while that is not what it was told. */
  async #register(): Promise<string> {
    const { agent, log } = this.#parts;
    const body = this.#body;
    await agent.register(body);
    if (this.#leaving.signal.aborted) return '';
    // Consul remembers maintenance beyond the life of a process, also of an earlier one with the same id.
    await agent.maintain(body.ID, this.#maintenance);
    log(`registered as ${body.ID} at Consul (${agent.url}) with ${body.Address}:${body.Port}`);
    this.#complaint = '';
    this.#taken(true);
    this.#attempted(null);
    const known = await agent.lookUp(body.ID, { hash: null, waitMs: 0, signal: this.#leaving.signal });
    if (known === null || !isRegisteredAs(known, this.#body))
      throw new Error('the registration was lost or changed at once');
    return known.ContentHash;
  }

  /** Waits for a change. Resolves with the new hash, or with null when the registration has to be restored. */
  async #watch(hash: string): Promise<string | null> {
    const { agent, log } = this.#parts;
    const { signal } = this.#leaving;
    const known = await agent.lookUp(this.#body.ID, { hash, waitMs: WATCH_MS, signal });
    // An agent that does not wait must not make us ask without end.
    await this.#pause(LEAST_BETWEEN_MS);
    if (known !== null && isRegisteredAs(known, this.#body)) return known.ContentHash;
    if (!signal.aborted)
      log(known === null ? 'Consul has lost the registration' : 'somebody has changed the registration');
    return null;
  }

  async #tell(call: () => Promise<void>): Promise<boolean> {
    if (this.#leaving.signal.aborted) return false;
    try {
      await call();
      return true;
    } catch (error) {
      this.#complain((error as Error).message);
      return false;
    }
  }

  /** Said once, not at every attempt. */
  #complain(failure: string): void {
    if (failure !== this.#complaint && !this.#leaving.signal.aborted)
      this.#parts.log(`not registered, trying on: ${failure}`);
    this.#complaint = failure;
  }

  async #pause(durationMs: number): Promise<void> {
    const { signal } = this.#leaving;
    await sleep(durationMs, undefined, { signal }).catch(() => {});
  }
}
