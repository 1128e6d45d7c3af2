import { lookup } from 'node:dns';
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { LookupFunction } from 'node:net';
import Consul from 'consul';
import { ConsulError, type ConsulFailure } from './consul-error.js';
import type { RegistrationBody } from './registration-body.js';
import type { ConsulSettings } from './settings.js';

/**
 * The generic request that every call of npm `consul` is made of. Its types leave it out, but it is what its
 * HTTP layer, `papi`, offers to those who build clients with it.
 */
interface GenericRequests {
  _put(request: GenericRequest): Promise<unknown>;
}

interface GenericRequest {
  name: string;
  /** Below `/v1`; `{id}` stands for a parameter, which is then encoded. */
  path: string;
  params?: Readonly<Record<string, string>>;
  query?: Readonly<Record<string, string>>;
  headers: Readonly<Record<string, string>>;
  body?: unknown;
  type?: 'json';
  /** For the whole call, in milliseconds. */
  timeout: number;
}

/** What `papi` throws. */
interface RequestError extends Error {
  code?: string;
  isTimeout?: boolean;
  response?: { statusCode: number; body?: unknown };
}

/**
 * The one way to Consul's agent. Every call ends within the time-out, and fails with a {@link ConsulError}.
 *
 * It sends through npm `consul`, but by its generic request with bodies of our own: the client's `register`
 * silently drops `Weights` and knows no `replace-existing-checks`, and none of its calls has a time-out
 * unless it is given with each.
 */
export class AgentClient {
  readonly #requests: GenericRequests;
  readonly #settings: ConsulSettings;

  constructor(settings: ConsulSettings) {
    const { url } = settings;
    const secure = url.protocol === 'https:';
    // A connection for each call: one kept open would be found dead after the agent's restart.
    const connections = { keepAlive: false, lookup: lookupWithoutBrackets };
    this.#settings = settings;
    this.#requests = new Consul({
      host: url.hostname,
      port: Number(url.port) || (secure ? 443 : 80),
      secure,
      agent: secure ? new HttpsAgent(connections) : new HttpAgent(connections),
    }) as unknown as GenericRequests;
  }

  /** Where the agent is, for messages. */
  get url(): string {
    return this.#settings.url.origin;
  }

  /** Registers a service, or replaces its registration together with its checks. */
  async register(body: RegistrationBody): Promise<void> {
    const query = { 'replace-existing-checks': 'true' };
    await this.#put({ name: 'register', path: '/agent/service/register', query, body, type: 'json' });
  }

  /** Removes a service. One that the agent does not know is removed already. */
  async deregister(instance: string, timeoutMs: number): Promise<void> {
    const path = '/agent/service/deregister/{id}';
    try {
      await this.#put({ name: 'deregister', path, params: { id: instance } }, timeoutMs);
    } catch (error) {
      if (!isUnknownService(error)) throw error;
    }
  }

  async #put(request: Omit<GenericRequest, 'timeout' | 'headers'>, timeout?: number): Promise<void> {
    const { token, timeoutMs } = this.#settings;
    const timed = { ...request, timeout: timeout ?? timeoutMs };
    try {
      await this.#requests._put({ ...timed, headers: token === null ? {} : { 'x-consul-token': token } });
    } catch (error) {
      const failure = failureOf(error as RequestError, timed.timeout);
      throw new ConsulError(`${request.name} at Consul (${this.url})`, failure);
    }
  }
}

/** The client hands the host on as it stands in the URL, where an IPv6 address has brackets around it. */
const lookupWithoutBrackets: LookupFunction = (hostname, options, found) =>
  lookup(hostname.replace(/^\[|\]$/g, ''), options, found);

function failureOf(error: RequestError, timeoutMs: number): ConsulFailure {
  if (error.isTimeout) return { kind: 'timeout', timeoutMs };
  if (error.response === undefined) return { kind: 'unreachable', reason: error.code ?? error.message };
  const { statusCode, body } = error.response;
  const reason = typeof body === 'string' ? body.replace(/\s+/g, ' ').trim().slice(0, 200) : '';
  return { kind: 'refused', status: statusCode, reason };
}

/** By its status since Consul 1.10; before that only by its text. */
function isUnknownService(error: unknown): boolean {
  if (!(error instanceof ConsulError) || error.failure.kind !== 'refused') return false;
  return error.failure.status === 404 || error.failure.reason.includes('Unknown service');
}
