import type { Log } from '../seen/log.js';
import type { AgentCheck, AgentClient } from './agent-client.js';
import type { CheckBody } from './check-body.js';

/** How Consul names the check that is its maintenance mode. */
export function maintenanceCheckId(instance: string): string {
  return `_service_maintenance:${instance}`;
}

/** Says that it was the service which has put itself into maintenance: that ends with its process. */
const OWN = ' (set by the service itself)';

/** The reason as Consul keeps it. */
function ownReason(reason: string): string {
  return reason + OWN;
}

/** A maintenance that Consul knows of, and whose it is. */
export interface KnownMaintenance {
  reason: string;
  own: boolean;
}

/** The maintenance among the checks of an instance; null if there is none. */
export function maintenanceIn(checks: readonly AgentCheck[], instance: string): KnownMaintenance | null {
  const check = checks.find(({ CheckID }) => CheckID === maintenanceCheckId(instance));
  if (check === undefined) return null;
  const { Notes = '' } = check;
  return { reason: Notes, own: Notes.endsWith(OWN) };
}

/** Fails until it is taken away: so that a service is never in rotation between its registration and its maintenance. */
export function holdingCheck(instance: string): CheckBody {
  return {
    // No check of an option can have this name.
    CheckID: `${instance}:held`,
    Name: 'held for maintenance',
    TTL: '60s',
    DeregisterCriticalServiceAfter: '24h',
  };
}

/** The maintenance of one instance: its own, and that of operators, which nobody else may end. */
export class Maintenance {
  readonly #agent: AgentClient;
  readonly #instance: string;
  readonly #log: Log;
  /** Our own, as it should be. */
  own: string | null = null;
  /** An operator's, as Consul last knew it. */
  #operators: string | null = null;

  constructor(agent: AgentClient, instance: string, log: Log) {
    this.#agent = agent;
    this.#instance = instance;
    this.#log = log;
  }

  /** Notes what Consul knows before anything is told to it. An agent that has forgotten the instance says nothing. */
  found(known: KnownMaintenance | null, isFirst: boolean): void {
    this.#operators = known?.own === false ? known.reason : null;
    if (!isFirst || this.#operators === null) return;
    const line = `Consul has ${this.#instance} in maintenance, and it stays so until an operator ends it: ${this.#operators}`;
    this.#log.warn(line, { event: 'maintenance', reason: this.#operators });
  }

  /** Notes what Consul knows now. True if there is something to be done about it. */
  changed(known: KnownMaintenance | null): boolean {
    const operators = known?.own === false ? known.reason : null;
    if (operators !== this.#operators) {
      const line =
        operators === null
          ? 'an operator has ended the maintenance'
          : `in maintenance by an operator: ${operators}`;
      this.#log.info(line, { event: 'maintenance', reason: operators });
      this.#operators = operators;
    }
    const own = known?.own === true ? known.reason : null;
    return operators === null && own !== this.#ownReason();
  }

  /** What should be: an operator's that is there, or was when Consul forgot all; else our own. */
  wanted(known: KnownMaintenance | null, isForgotten: boolean): string | null {
    if (known?.own === false) return known.reason;
    if (isForgotten && this.#operators !== null) return this.#operators;
    return this.#ownReason();
  }

  /** Makes Consul have what should be. `held`: the instance was registered with the check that holds it. */
  async apply(known: KnownMaintenance | null, wanted: string | null, held: boolean): Promise<void> {
    const has = known?.reason ?? null;
    if (has === wanted) return;
    const holding = holdingCheck(this.#instance);
    const replaced = has !== null && wanted !== null;
    if (replaced) await this.#agent.addCheck(this.#instance, holding);
    // Consul leaves a maintenance as it is when another one is asked for: the old one must end first.
    if (has !== null) await this.#agent.maintain(this.#instance, null);
    if (wanted !== null) await this.#agent.maintain(this.#instance, wanted);
    if (held || replaced) await this.#agent.removeCheck(holding.CheckID);
    this.#log.info(wanted === null ? 'maintenance has ended' : `in maintenance: ${wanted}`, {
      event: 'maintenance',
      reason: wanted,
    });
  }

  #ownReason(): string | null {
    return this.own === null ? null : ownReason(this.own);
  }
}
