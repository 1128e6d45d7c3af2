import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '../seen/log.js';
import type { ServiceAddress } from '../service-address.js';
import type { AgentClient } from './agent-client.js';
import { hasChecks, heldChecks, isComplete, type Known, lookUp, staleChecks } from './known.js';
import { holdingCheck, type Maintenance, maintenanceIn } from './maintenance.js';
import { OneAgent } from './one-agent.js';
import {
  type AgentService,
  isElsewhere,
  isRegisteredAs,
  type RegistrationBody,
} from './registration-body.js';
import { Rivals } from './rivalry.js';
import type { Standing } from './standing.js';

export interface UpkeepParts {
  agent: AgentClient;
  /** The service id. */
  instance: string;
  address: ServiceAddress;
  /** What is to be registered, when the service is at this address. */
  bodyAt: (address: string) => RegistrationBody;
  /** Whether other processes serve the same port, and keep the same registration. */
  shared: boolean;
  log: Log;
  standing: Standing;
  maintenance: Maintenance;
  /** Aborts when the service leaves: from then on nothing is told any more. */
  leaving: AbortSignal;
  /** Is called when the id is left to somebody else for a while. */
  onYield: () => void;
}

/** What Consul was found to have: a registration as it should be, and the hash of its record. */
export interface Held {
  body: RegistrationBody;
  hash: string;
}

/**
 * How long one look at the registration may wait for a change, in milliseconds. A change ends it at once; the wait only
 * bounds how long an agent that vanished without a word, or a check that was removed, goes unnoticed.
 */
const WATCH_MS = 2_000;

/** Looks at the registration are at least so far apart, in milliseconds. */
const LEAST_BETWEEN_MS = 50;

/** The two steps that a registration is kept by: making Consul have it, and watching that it stays. They throw when Consul fails. */
export class Upkeep {
  readonly #parts: UpkeepParts;
  readonly #rivals: Rivals;
  readonly #oneAgent: OneAgent;
  #weights: RegistrationBody['Weights'] | null = null;
  #sent: readonly RegistrationBody[] = [];
  #contactLost = false;
  #yielding = false;

  constructor(parts: UpkeepParts) {
    this.#parts = parts;
    this.#rivals = new Rivals(parts.standing, parts.log);
    this.#oneAgent = new OneAgent(parts.agent);
  }

  /** What Consul may have of the service: nothing before it was reached, and more than one while the address changes. */
  get sent(): readonly RegistrationBody[] {
    return this.#sent;
  }

  /** Other weights than those it was started with, from the next step on. */
  set weights(weights: RegistrationBody['Weights']) {
    this.#weights = weights;
  }

  /** Whether the id is left to somebody else at the moment: nothing is told until then. */
  get isYielding(): boolean {
    return this.#yielding;
  }

  /** Consul could not be reached: the next connection may come from another address. */
  loseContact(): void {
    this.#contactLost = true;
  }

  /** Tells Consul what it does not know, and resolves with what it has then; null to look again. */
  async establish(): Promise<Held | null> {
    const { agent, address, standing, maintenance, leaving } = this.#parts;
    if (standing.isLost || this.#oneAgent.areSeveral) await this.#oneAgent.expect();
    const first = await this.#lookUp();
    if (leaving.aborted) return null;
    // Consul has just answered: the connection tells the address.
    const at = await address.decide({ towardsConsul: agent.reachedFrom, anew: this.#contactLost });
    const known = await this.#afterRivals(first, at);
    if (leaving.aborted) return null;
    const body = this.#bodyAt(at, known);
    const isForgotten = known.service === null || known.held;
    const wanted = maintenance.wanted(known.maintenance, isForgotten);
    const held = isForgotten && wanted !== null;
    const isStarting = !standing.wasTaken;
    if (isStarting || !isComplete(known, body)) {
      standing.tries();
      this.#sent = [...this.#sent.slice(0, 1), body];
      await agent.register(held ? { ...body, Checks: [...body.Checks, holdingCheck(body.ID)] } : body);
    }
    if (leaving.aborted) return null;
    await maintenance.apply(known.maintenance, wanted, held);
    // A check that comes to a running service is somebody's who keeps it out of rotation, perhaps.
    const left = isStarting ? staleChecks(known, body) : heldChecks(known, body);
    for (const id of left) await agent.removeCheck(id);
    return await this.#confirm(body);
  }

  /** Waits for a change. Resolves with what Consul has now, or with null when something has to be restored. */
  async watch({ body, hash }: Held, look: AbortSignal): Promise<Held | null> {
    const { agent, address, instance, maintenance, leaving } = this.#parts;
    if (leaving.aborted) return null;
    const watching = { hash, waitMs: WATCH_MS, signal: look };
    const service = await agent.lookUp(instance, watching).catch((error) => {
      // Ended by ourselves, because there is something to tell.
      if (look.aborted) return undefined;
      throw error;
    });
    if (service === undefined || leaving.aborted) return null;
    // An agent that does not wait must not make us ask without end.
    await this.#pause(LEAST_BETWEEN_MS);
    const at = await address.decide({ towardsConsul: agent.reachedFrom, anew: address.isDoubtful });
    if (at !== body.Address) return null;
    if (service === null) return this.#loses('Consul has lost the registration');
    if (!isRegisteredAs(service, body)) return this.#adopts(service, body);
    const checks = await agent.checksOf(instance);
    if (!hasChecks(new Set(checks.map(({ CheckID }) => CheckID)), body))
      return this.#loses('somebody has removed a check of the service');
    return maintenance.changed(maintenanceIn(checks, instance)) ? null : { body, hash: service.ContentHash };
  }

  async #lookUp(): Promise<Known> {
    const { agent, instance, standing, maintenance, leaving } = this.#parts;
    const known = await lookUp(agent, instance, leaving);
    if (known.service !== null && !known.held) maintenance.found(known.maintenance, standing.isNew);
    return known;
  }

  /** Where others may change the tags, those that they have set stay. */
  #bodyAt(address: string, { service }: Known): RegistrationBody {
    const asStarted = this.#parts.bodyAt(address);
    const body = { ...asStarted, Weights: this.#weights ?? asStarted.Weights };
    if (body.EnableTagOverride !== true || service === null || !this.#parts.standing.wasTaken) return body;
    return { ...body, Tags: service.Tags ?? [] };
  }

  /** Leaves the id to somebody else for a while, if somebody else has it. Resolves with what Consul has then. */
  async #afterRivals(known: Known, address: string): Promise<Known> {
    const body = this.#bodyAt(address, known);
    const waitMs = this.#rivals.waitMs({ service: known.service, body, sent: this.#sent });
    if (waitMs === 0) return known;
    this.#yielding = true;
    this.#parts.onYield();
    await this.#pause(waitMs);
    this.#yielding = false;
    return this.#parts.leaving.aborted ? known : await this.#lookUp();
  }

  /** Looks whether the agent has what it was told. */
  async #confirm(body: RegistrationBody): Promise<Held | null> {
    const { agent, standing, leaving } = this.#parts;
    if (leaving.aborted) return null;
    const service = await agent.lookUp(body.ID, { hash: null, waitMs: 0, signal: leaving });
    if (service === null) {
      await this.#oneAgent.expect();
      throw await this.#oneAgent.whyLost({ name: body.Name, id: body.ID });
    }
    if (!isRegisteredAs(service, body)) throw new Error('the registration was changed at once');
    this.#sent = [body];
    this.#contactLost = false;
    standing.isTaken(body, agent.url);
    return { body, hash: service.ContentHash };
  }

  /** Workers that share a registration take over what one of them has changed; what others change is restored. */
  #adopts(service: AgentService, body: RegistrationBody): null {
    const { shared, standing, log } = this.#parts;
    const { Passing, Warning } = service.Weights;
    const Weights = { Passing, Warning };
    if (shared && isRegisteredAs(service, { ...body, Weights })) {
      this.#weights = Weights;
      log.info(`another worker has changed the weight: ${Passing} in Consul`, { event: 'weight' });
      return null;
    }
    if (!isElsewhere(service, [body])) return this.#loses('somebody has changed the registration');
    standing.isGone();
    return null;
  }

  #loses(line: string): null {
    const { instance, standing, leaving } = this.#parts;
    if (!leaving.aborted) standing.loses(instance, line);
    return null;
  }

  async #pause(durationMs: number): Promise<void> {
    await sleep(durationMs, undefined, { signal: this.#parts.leaving }).catch(() => {});
  }
}
