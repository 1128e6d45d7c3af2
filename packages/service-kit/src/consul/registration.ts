import { setTimeout as sleep } from 'node:timers/promises';
import { backOffMs } from './back-off.js';
import { Changes } from './changes.js';
import { Maintenance } from './maintenance.js';
import { type ConsulWeights, isElsewhere } from './registration-body.js';
import { Standing } from './standing.js';
import { type Held, Upkeep, type UpkeepParts } from './upkeep.js';
import { type Withdrawal, withdraw } from './withdraw.js';

export interface RegistrationParts
  extends Pick<UpkeepParts, 'agent' | 'instance' | 'address' | 'bodyAt' | 'shared' | 'log'> {
  /** Longest time that leaving may take, in milliseconds. */
  timeoutMs: number;
}

/**
 * Keeps Consul's view of the service what it should be: it retries until Consul accepts, watches, and restores what is
 * lost or changed. All that is to be told goes through one loop, so there is never more than one request under way, and
 * nothing that was told before the service left can arrive after it.
 */
export class Registration {
  readonly standing: Standing;
  readonly #parts: RegistrationParts;
  readonly #leaving = new AbortController();
  readonly #changes = new Changes();
  readonly #maintenance: Maintenance;
  readonly #upkeep: Upkeep;
  readonly #ended: Promise<void>;
  #look = new AbortController();

  constructor(parts: RegistrationParts) {
    const { agent, instance, log } = parts;
    this.#parts = parts;
    this.standing = new Standing(log);
    this.#maintenance = new Maintenance(agent, instance, log);
    this.#upkeep = new Upkeep({
      ...parts,
      standing: this.standing,
      maintenance: this.#maintenance,
      leaving: this.#leaving.signal,
      onYield: () => this.#changes.settle(this.#changes.revision, false),
    });
    this.#ended = this.#keep();
  }

  /** Changes the weights without a restart. False when Consul does not answer now: it is told as soon as it does. */
  setWeights({ passing, warning }: ConsulWeights): Promise<boolean> {
    this.#upkeep.weights = { Passing: passing, Warning: warning };
    return this.#change();
  }

  /**
   * Takes the service out of every answer of Consul's, with a reason, or puts it back in (null). Returns as `setWeights`. An
   * operator's maintenance stays as it is: it ends when the operator says so.
   */
  setMaintenance(reason: string | null): Promise<boolean> {
    this.#maintenance.own = reason;
    return this.#change();
  }

  /** No longer keeps the registration. Resolves when nothing is under way any more. */
  async end(): Promise<void> {
    this.#leaving.abort();
    this.#look.abort();
    // An attempt under way must end first: it would register the service again behind our back.
    await this.#ended;
  }

  /** Tries once to take the service out of Consul. Never fails, and ends within the time-out. */
  async withdraw(): Promise<Withdrawal> {
    const { agent, timeoutMs } = this.#parts;
    const { sent } = this.#upkeep;
    if (sent.length === 0) return { kind: 'never' };
    const withdrawal = await withdraw(agent, sent, timeoutMs);
    if (withdrawal.kind === 'gone') this.standing.isGone();
    return withdrawal;
  }

  /** Whether Consul has the service again after it was taken out: what a slow agent was told before may have arrived since. False if it does not answer in so many milliseconds. */
  async isBack(mostMs: number): Promise<boolean> {
    const { agent, instance } = this.#parts;
    const signal = AbortSignal.timeout(mostMs);
    const known = await agent.lookUp(instance, { hash: null, waitMs: 0, signal }).catch(() => null);
    return known !== null && !isElsewhere(known, this.#upkeep.sent);
  }

  /** Makes Consul know what has changed here. */
  #change(): Promise<boolean> {
    if (this.#leaving.signal.aborted) return Promise.resolve(false);
    this.#look.abort();
    const told = this.#changes.add();
    if (this.#upkeep.isYielding) this.#changes.settle(this.#changes.revision, false);
    return told;
  }

  /** Registers, watches, restores: until the service leaves. */
  async #keep(): Promise<void> {
    const { signal } = this.#leaving;
    for (let failures = 0, held: Held | null = null, told = -1; !signal.aborted; ) {
      const { revision } = this.#changes;
      try {
        if (told < revision) held = null;
        held = held === null ? await this.#upkeep.establish() : await this.#watch(held);
        failures = 0;
        if (held !== null) told = revision;
        if (told === revision) this.#changes.settle(revision, true);
      } catch (error) {
        if (!signal.aborted) this.standing.fails(error as Error);
        this.#upkeep.loseContact();
        this.#changes.settle(revision, false);
        held = null;
        await sleep(backOffMs(failures++, Math.random()), undefined, { signal }).catch(() => {});
      }
    }
    this.standing.ends();
    this.#changes.settle(Number.POSITIVE_INFINITY, false);
  }

  /** A change here ends the look: then there is something to tell. */
  #watch(held: Held): Promise<Held | null> {
    this.#look = new AbortController();
    return this.#upkeep.watch(held, this.#look.signal);
  }
}
