import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '../seen/log.js';
import { type AgentClient, SeveralAgents, severalAgents } from './agent-client.js';
import { backOffMs } from './back-off.js';
import { Changes } from './changes.js';
import {
  holdingCheck,
  type KnownMaintenance,
  Maintenance,
  maintenanceCheckId,
  maintenanceIn,
} from './maintenance.js';
import {
  type AgentService,
  type ConsulWeights,
  isElsewhere,
  isRegisteredAs,
  type RegistrationBody,
} from './registration-body.js';
import { Rivalry, yieldTo } from './rivalry.js';
import { type Withdrawal, withdraw } from './withdraw.js';

export interface RegistrationParts {
  agent: AgentClient;
  body: RegistrationBody;
  /** Longest time that leaving may take, in milliseconds. */
  timeoutMs: number;
  /** Whether other processes serve the same port, and keep the same registration. */
  shared: boolean;
  log: Log;
}

/** What Consul has of the service at the moment. */
interface Known {
  service: AgentService | null;
  maintenance: KnownMaintenance | null;
  /** It waits to be put into maintenance again: telling Consul all of that has failed halfway. */
  held: boolean;
  checkIds: ReadonlySet<string>;
}

/**
 * How long one look at the registration may wait for a change, in milliseconds. A change ends it at once; the wait only
 * bounds how long an agent that vanished without a word, or a check that was removed, goes unnoticed.
 */
const WATCH_MS = 2_000;

/** Looks at the registration are at least so far apart, in milliseconds. */
const LEAST_BETWEEN_MS = 50;

/**
 * Keeps Consul's view of the service what it should be: it retries until Consul accepts, watches, and restores what is
 * lost or changed. All that is to be told goes through one loop, so there is never more than one request under way, and
 * nothing that was told before the service left can arrive after it.
 */
export class Registration {
  readonly #parts: RegistrationParts;
  readonly #leaving = new AbortController();
  readonly #rivalry = new Rivalry();
  readonly #changes = new Changes();
  readonly #maintenance: Maintenance;
  readonly #ended: Promise<void>;
  readonly #onTaken: (() => void)[] = [];
  #body: RegistrationBody;
  #look = new AbortController();
  #complaint = '';
  #state: 'new' | 'tried' | 'registered' | 'lost' = 'new';
  #lost = 0;
  #taken: (taken: boolean) => void = () => {};
  /** True once Consul has taken it, false if the service left before. */
  readonly registered: Promise<boolean>;
  /** Why the first attempt has failed; null when it has not. */
  readonly firstAttempt: Promise<string | null>;
  #attempted: (failure: string | null) => void = () => {};

  constructor(parts: RegistrationParts) {
    this.#parts = parts;
    this.#body = parts.body;
    this.#maintenance = new Maintenance(parts.agent, parts.body.ID, parts.log);
    this.registered = new Promise((resolve) => {
      this.#taken = resolve;
    });
    this.firstAttempt = new Promise((resolve) => {
      this.#attempted = resolve;
    });
    this.#ended = this.#keep();
  }

  /** Whether Consul has the registration, as far as is known. */
  get isRegistered(): boolean {
    return this.#state === 'registered';
  }

  /** How often the registration was lost or changed by somebody else. */
  get timesLost(): number {
    return this.#lost;
  }

  /** Calls this each time that Consul has taken the registration. */
  whenTaken(call: () => void): void {
    this.#onTaken.push(call);
    if (this.isRegistered) call();
  }

  /** Changes the weights without a restart. False when Consul does not answer now: it is told as soon as it does. */
  setWeights({ passing, warning }: ConsulWeights): Promise<boolean> {
    this.#body = { ...this.#body, Weights: { Passing: passing, Warning: warning } };
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
    if (this.#state === 'new') return { kind: 'never' };
    const withdrawal = await withdraw(this.#parts.agent, this.#body, this.#parts.timeoutMs);
    if (withdrawal.kind === 'gone') this.#state = 'lost';
    return withdrawal;
  }

  /** Makes Consul know what has changed here. */
  #change(): Promise<boolean> {
    if (this.#leaving.signal.aborted) return Promise.resolve(false);
    this.#look.abort();
    return this.#changes.add();
  }

  /** Registers, watches, restores: until the service leaves. */
  async #keep(): Promise<void> {
    const { signal } = this.#leaving;
    for (let failures = 0, hash: string | null = null, told = -1; !signal.aborted; ) {
      const { revision } = this.#changes;
      try {
        if (told < revision) hash = null;
        hash = hash === null ? await this.#establish() : await this.#watch(hash);
        failures = 0;
        if (hash !== null) told = revision;
        if (told === revision) this.#changes.settle(revision, true);
      } catch (error) {
        this.#complain(error as Error);
        this.#changes.settle(revision, false);
        hash = null;
        await this.#pause(error instanceof SeveralAgents ? SEVERAL_MS : backOffMs(failures++, Math.random()));
      }
    }
    this.#taken(false);
    this.#changes.settle(Number.POSITIVE_INFINITY, false);
  }

  /** Tells Consul what it does not know, and resolves with the hash of what it has then; null to look again. */
  async #establish(): Promise<string | null> {
    const { agent } = this.#parts;
    const { signal } = this.#leaving;
    if (this.#state === 'lost') await this.#expectOneAgent();
    const known = await this.#lookUp();
    if (signal.aborted || (await this.#yields(known.service))) return null;
    const body = this.#bodyOver(known);
    const isForgotten = known.service === null || known.held;
    const wanted = this.#maintenance.wanted(known.maintenance, isForgotten);
    const held = isForgotten && wanted !== null;
    if (!this.#isComplete(known, body)) {
      if (this.#state === 'new') this.#state = 'tried';
      await agent.register(held ? { ...body, Checks: [...body.Checks, holdingCheck(body.ID)] } : body);
    }
    if (signal.aborted) return null;
    await this.#maintenance.apply(known.maintenance, wanted, held);
    await this.#removeStaleChecks(known, body);
    return await this.#confirm(body);
  }

  /** Where others may change the tags, those that they have set stay. */
  #bodyOver({ service }: Known): RegistrationBody {
    const known = this.#state !== 'new' && this.#state !== 'tried';
    if (this.#body.EnableTagOverride !== true || service === null || !known) return this.#body;
    return { ...this.#body, Tags: service.Tags ?? [] };
  }

  /** Looks whether the agent has what it was told. */
  async #confirm(body: RegistrationBody): Promise<string | null> {
    const { agent, log } = this.#parts;
    const { signal } = this.#leaving;
    if (signal.aborted) return null;
    const service = await agent.lookUp(body.ID, { hash: null, waitMs: 0, signal });
    if (service === null) {
      await this.#expectOneAgent();
      throw new Error('the registration was lost at once');
    }
    if (!isRegisteredAs(service, body)) throw new Error('the registration was changed at once');
    if (this.#state !== 'registered') {
      const { ID, Address, Port } = body;
      const place = `${Address.includes(':') ? `[${Address}]` : Address}:${Port}`;
      const again = this.#lost > 0 ? ' again' : '';
      log.info(`registered as ${ID} at Consul (${agent.url}) with ${place}${again}`, {
        event: 'registered',
        instance: ID,
      });
      this.#state = 'registered';
    }
    this.#complaint = '';
    this.#taken(true);
    this.#attempted(null);
    for (const call of this.#onTaken) call();
    return service.ContentHash;
  }

  /** Waits for a change. Resolves with the new hash, or with null when something has to be restored. */
  async #watch(hash: string): Promise<string | null> {
    const { agent } = this.#parts;
    this.#look = new AbortController();
    const { signal } = this.#look;
    if (this.#leaving.signal.aborted) return null;
    const service = await agent.lookUp(this.#body.ID, { hash, waitMs: WATCH_MS, signal }).catch((error) => {
      // Ended by ourselves, because there is something to tell.
      if (signal.aborted) return undefined;
      throw error;
    });
    if (service === undefined || this.#leaving.signal.aborted) return null;
    // An agent that does not wait must not make us ask without end.
    await this.#pause(LEAST_BETWEEN_MS);
    if (service === null) return this.#isLost('Consul has lost the registration');
    if (!isRegisteredAs(service, this.#body)) return this.#adopts(service);
    const checks = await agent.checksOf(this.#body.ID);
    const ids = new Set(checks.map(({ CheckID }) => CheckID));
    if (this.#body.Checks.some(({ CheckID }) => !ids.has(CheckID)))
      return this.#isLost('somebody has removed a check of the service');
    const maintenance = maintenanceIn(checks, this.#body.ID);
    if (this.#maintenance.changed(maintenance)) return null;
    return service.ContentHash;
  }

  /** Workers that share a registration take over what one of them has changed; what others change is restored. */
  #adopts(service: AgentService): null {
    const { Passing, Warning } = service.Weights;
    const body = { ...this.#body, Weights: { Passing, Warning } };
    if (!this.#parts.shared || !isRegisteredAs(service, body)) {
      if (!isElsewhere(service, this.#body)) return this.#isLost('somebody has changed the registration');
      this.#state = 'lost';
      return null;
    }
    this.#body = body;
    this.#parts.log.info(`another worker has changed the weight: ${Passing} in Consul`, { event: 'weight' });
    return null;
  }

  #isLost(line: string): null {
    if (this.#leaving.signal.aborted) return null;
    this.#lost++;
    this.#state = 'lost';
    this.#parts.log.warn(line, { event: 'lost', instance: this.#body.ID });
    return null;
  }

  async #lookUp(): Promise<Known> {
    const { agent } = this.#parts;
    const { ID } = this.#body;
    const service = await agent.lookUp(ID, { hash: null, waitMs: 0, signal: this.#leaving.signal });
    if (service === null) return { service, maintenance: null, held: false, checkIds: new Set() };
    const checks = await agent.checksOf(ID);
    const checkIds = new Set(checks.map(({ CheckID }) => CheckID));
    const maintenance = maintenanceIn(checks, ID);
    const held = checkIds.has(holdingCheck(ID).CheckID);
    if (!held) this.#maintenance.found(maintenance, this.#state === 'new');
    return { service, maintenance, held, checkIds };
  }

  /** Those that an earlier version of the service has left behind. */
  async #removeStaleChecks({ checkIds }: Known, body: RegistrationBody): Promise<void> {
    const keep = new Set([...body.Checks.map(({ CheckID }) => CheckID), maintenanceCheckId(body.ID)]);
    for (const id of checkIds) if (!keep.has(id)) await this.#parts.agent.removeCheck(id);
  }

  #isComplete({ service, checkIds }: Known, body: RegistrationBody): boolean {
    if (service === null || this.#state === 'new' || this.#state === 'tried') return false;
    return isRegisteredAs(service, body) && body.Checks.every(({ CheckID }) => checkIds.has(CheckID));
  }

  /**
   * Somebody else has the id, or changes what is registered: says so, and waits longer each time before it is taken back. True
   * if there is nothing to take back any more.
   */
  async #yields(service: AgentService | null): Promise<boolean> {
    const { log } = this.#parts;
    const { ID } = this.#body;
    if (service === null || isRegisteredAs(service, this.#body)) return false;
    const elsewhere = isElsewhere(service, this.#body);
    const other = `${service.Address}:${service.Port}`;
    if (this.#state === 'new' || this.#state === 'tried') {
      if (elsewhere)
        log.info(`takes the place of ${other}, which is registered as ${ID}`, { event: 'replaced', other });
      return false;
    }
    // What differs in the same place is our own change, unless it was found to be lost.
    if (this.#state === 'registered' && !elsewhere) return false;
    if (elsewhere) this.#lost++;
    const waitMs = yieldTo(service, this.#body, { rivalry: this.#rivalry, log });
    if (waitMs === 0) return false;
    this.#changes.settle(this.#changes.revision, false);
    await this.#pause(waitMs);
    const now = await this.#lookUp();
    return this.#leaving.signal.aborted || (now.service !== null && isRegisteredAs(now.service, this.#body));
  }

  /** Throws when the address leads to more than one agent: what one is told, another does not know. */
  async #expectOneAgent(): Promise<void> {
    const several = await severalAgents(this.#parts.agent);
    if (several !== null) throw several;
  }

  /** Said once, not at every attempt. */
  #complain({ message }: Error): void {
    if (message !== this.#complaint && !this.#leaving.signal.aborted)
      this.#parts.log.warn(
        this.#state === 'registered' || this.#state === 'lost'
          ? `Consul cannot be told, trying on: ${message}`
          : `not registered, trying on: ${message}`,
        { event: 'consul', reason: message },
      );
    this.#complaint = message;
    this.#attempted(message);
  }

  async #pause(durationMs: number): Promise<void> {
    const { signal } = this.#leaving;
    await sleep(durationMs, undefined, { signal }).catch(() => {});
  }
}

/** While one address leads to several agents, it is tried this often, in milliseconds. */
const SEVERAL_MS = 5_000;
