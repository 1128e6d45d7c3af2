import { ConsulError } from './consul-error.js';
import type { AgentService, RegistrationBody } from './registration-body.js';
import type { ConsulSettings } from './settings.js';
import { Transport } from './transport.js';

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

  /** Registers a service, or replaces its registration together with its checks. */
  async register(body: RegistrationBody): Promise<void> {
    const query = { 'replace-existing-checks': 'true' };
    await this.#transport.send({
      name: 'register',
      method: 'PUT',
      path: '/agent/service/register',
      query,
      body,
    });
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
      return (await this.#transport.send({ ...request, query, timeoutMs, signal })).body as AgentService;
    } catch (error) {
      if (isUnknown(error)) return null;
      throw error;
    }
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

/** By its status since Consul 1.10; before that only by its text. */
function isUnknown(error: unknown): boolean {
  if (!(error instanceof ConsulError) || error.failure.kind !== 'refused') return false;
  const { status, reason } = error.failure;
  return status === 404 || /unknown service/i.test(reason);
}
