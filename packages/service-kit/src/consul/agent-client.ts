import type { CheckBody } from './check-body.js';
import { ConsulError } from './consul-error.js';
import { type AgentService, isAgentService, type RegistrationBody } from './registration-body.js';
import type { ConsulSettings } from './settings.js';
import { Transport } from './transport.js';

/** A check as the agent has it, as far as it is used. */
export interface AgentCheck {
  CheckID: string;
  ServiceID: string;
  /** For maintenance: the reason. */
  Notes: string;
}

/** An instance in the catalog, as far as it is used. */
export interface CatalogEntry {
  Node: string;
  ServiceID: string;
  ServiceAddress: string;
  ServicePort: number;
}

/** Until when a look at a registration may wait for it to change. */
export interface Watching {
  /** The hash of the last answer; null to be answered at once. */
  hash: string | null;
  waitMs: number;
  signal: AbortSignal;
}

/** Beyond the wait, Consul may take a sixteenth of it more (so that not everybody comes back at once). */
const WAIT_JITTER = 1 / 16;

/** The requests of a service to its Consul agent. Every call fails with a {@link ConsulError}. */
export class AgentClient {
  readonly #transport: Transport;
  readonly #timeoutMs: number;

  constructor(settings: ConsulSettings) {
    this.#transport = new Transport(settings);
    this.#timeoutMs = settings.timeoutMs;
  }

  /** The address of the agent, for messages. */
  get url(): string {
    return this.#transport.url;
  }

  /** The address of this machine that the latest connection to the agent came from; null if it has none. */
  get reachedFrom(): string | null {
    return this.#transport.reachedFrom;
  }

  /**
   * Registers a service, or replaces its registration. Checks that it has and that the body does not name stay: one of them
   * may be an operator's maintenance, which `replace-existing-checks` would lift.
   */
  async register(body: RegistrationBody): Promise<void> {
    await this.#transport.send({ name: 'register', method: 'PUT', path: '/agent/service/register', body });
  }

  /** All checks of a service that the agent knows, maintenance among them. */
  async checksOf(instance: string): Promise<readonly AgentCheck[]> {
    const path = '/agent/checks';
    const query = onlyOf(instance);
    const { body } = await this.#transport.send({ name: 'look up checks', method: 'GET', path, query });
    const checks = Object.values((body ?? {}) as Record<string, AgentCheck>);
    return checks.filter(({ ServiceID }) => ServiceID === instance);
  }

  /** Adds a check to a registered service. */
  async addCheck(instance: string, { CheckID, ...check }: CheckBody): Promise<void> {
    // Within a service Consul calls it CheckID, alone ID.
    const body = { ...check, ID: CheckID, ServiceID: instance };
    await this.#transport.send({ name: 'add check', method: 'PUT', path: '/agent/check/register', body });
  }

  /** Removes a check. One that the agent does not know is removed already. */
  async removeCheck(checkId: string): Promise<void> {
    const path = '/agent/check/deregister/{id}';
    try {
      await this.#transport.send({ name: 'remove check', method: 'PUT', path, params: { id: checkId } });
    } catch (error) {
      if (!isUnknown(error)) throw error;
    }
  }

  /** The name of the node whose agent answers; null if the token may not ask. */
  async nodeName(): Promise<string | null> {
    try {
      const { body } = await this.#transport.send({
        name: 'ask for its name',
        method: 'GET',
        path: '/agent/self',
      });
      const name = (body as { Config?: { NodeName?: unknown } } | null)?.Config?.NodeName;
      return typeof name === 'string' ? name : null;
    } catch (error) {
      if (error instanceof ConsulError && error.failure.kind === 'refused') return null;
      throw error;
    }
  }

  /** Where the catalog, which all agents share, has this instance. */
  async inCatalog(service: string, instance: string): Promise<readonly CatalogEntry[]> {
    const path = '/catalog/service/{service}';
    const query = onlyOf(instance);
    const request = {
      name: 'look into the catalog',
      method: 'GET',
      path,
      params: { service },
      query,
    } as const;
    const { body } = await this.#transport.send(request);
    const entries = Array.isArray(body) ? (body as CatalogEntry[]) : [];
    return entries.filter(({ ServiceID }) => ServiceID === instance);
  }

  /** Removes a service. One that the agent does not know is removed already. */
  async deregister(instance: string, timeoutMs: number): Promise<void> {
    const path = '/agent/service/deregister/{id}';
    try {
      await this.#transport.send({
        name: 'deregister',
        method: 'PUT',
        path,
        params: { id: instance },
        timeoutMs,
      });
    } catch (error) {
      if (!isUnknown(error)) throw error;
    }
  }

  /** The agent's registration of this id, as soon as it differs from `hash`; null when there is none. */
  async lookUp(instance: string, { hash, waitMs, signal }: Watching): Promise<AgentService | null> {
    const query = hash === null ? {} : { hash, wait: `${waitMs}ms` };
    const timeoutMs = this.#timeoutMs + (hash === null ? 0 : waitMs * (1 + WAIT_JITTER));
    const request = {
      name: 'look up',
      method: 'GET',
      path: '/agent/service/{id}',
      params: { id: instance },
    } as const;
    try {
      const { body } = await this.#transport.send({ ...request, query, timeoutMs, signal });
      if (isAgentService(body)) return body;
    } catch (error) {
      if (isUnknown(error)) return null;
      throw error;
    }
    throw new Error(`look up at Consul (${this.url}): the answer is not the record of a service`);
  }

  /** Takes a registered service out of every answer, or puts it back in. */
  async maintain(instance: string, reason: string | null): Promise<void> {
    const query = reason === null ? { enable: 'false' } : { enable: 'true', reason };
    const path = '/agent/service/maintenance/{id}';
    await this.#transport.send({ name: 'maintenance', method: 'PUT', path, params: { id: instance }, query });
  }

  /** Renews a TTL check. */
  async report(checkId: string, { passing, output }: { passing: boolean; output: string }): Promise<void> {
    const body = { Status: passing ? 'passing' : 'critical', Output: output };
    const path = '/agent/check/update/{id}';
    await this.#transport.send({ name: 'report', method: 'PUT', path, params: { id: checkId }, body });
  }

  /** Any other question to the agent: the body of its answer and the headers that carry index and hash. */
  get ask(): Transport['send'] {
    return (request) => this.#transport.send(request);
  }
}

/** Between these quotes nothing has another meaning, but they cannot stand there themselves: then Consul tells all it has. */
function onlyOf(instance: string): { filter?: string } {
  return instance.includes('`') ? {} : { filter: `ServiceID == \`${instance}\`` };
}

/** By its status since Consul 1.10; before that only by its text. */
function isUnknown(error: unknown): boolean {
  if (!(error instanceof ConsulError) || error.failure.kind !== 'refused') return false;
  const { status, reason } = error.failure;
  return status === 404 || /unknown (service|check)/i.test(reason);
}
