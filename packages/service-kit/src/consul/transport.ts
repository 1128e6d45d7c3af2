import { lookup } from 'node:dns';
import { EventEmitter } from 'node:events';
import type { LookupFunction } from 'node:net';
import { ConsulError, type ConsulFailure } from './consul-error.js';
import type { ConsulSettings } from './settings.js';

/** One request to the agent's HTTP API. */
export interface AgentRequest {
  /** What it is for, in errors. */
  name: string;
  method: 'GET' | 'PUT';
  /** Below `/v1`; `{id}` stands for a parameter, which is then encoded. */
  path: string;
  params?: Readonly<Record<string, string>>;
  query?: Readonly<Record<string, string>>;
  body?: unknown;
  /** For the whole call, in milliseconds. Default: the settings' time-out. */
  timeoutMs?: number;
  /** Breaks the call off; it then fails as unreachable. */
  signal?: AbortSignal;
}

export interface AgentAnswer {
  headers: Readonly<Record<string, string | string[] | undefined>>;
  body: unknown;
}

/**
 * The generic request that every call of npm `consul` is made of. Its types leave it out, but it is what its HTTP layer,
 * `papi`, offers to those who build clients with it.
 */
interface GenericRequests {
  _get(request: GenericRequest): Promise<AgentAnswer>;
  _put(request: GenericRequest): Promise<AgentAnswer>;
}

interface GenericRequest extends Pick<AgentRequest, 'name' | 'path' | 'params' | 'body'> {
  query: Readonly<Record<string, string>>;
  headers: Readonly<Record<string, string>>;
  type: 'json';
  timeout: number;
  /** `cancel` breaks the request off. */
  ctx: EventEmitter;
}

/** What `papi` throws. */
interface RequestError extends Error {
  code?: string;
  isTimeout?: boolean;
  response?: { statusCode: number; body?: unknown };
}

/**
 * The one HTTP path to Consul's agent. Every call ends within its time-out, and fails with a {@link ConsulError}.
 *
 * It sends through npm `consul`, but by its generic request: the client's own calls drop `Weights`, know neither
 * `replace-existing-checks` nor hash-based blocking, and have no time-out unless it is given with each.
 */
export class Transport {
  readonly #settings: ConsulSettings;
  #requests: Promise<GenericRequests> | null = null;

  constructor(settings: ConsulSettings) {
    this.#settings = settings;
  }

  /** Where the agent is, for messages. */
  get url(): string {
    const { url, socketPath } = this.#settings;
    return socketPath === null ? url.origin : `unix://${socketPath}`;
  }

  async send(request: AgentRequest): Promise<AgentAnswer> {
    const { name, method, path, params, query, body, timeoutMs = this.#settings.timeoutMs, signal } = request;
    const ctx = new EventEmitter();
    const cancel = () => void ctx.emit('cancel');
    signal?.addEventListener('abort', cancel, { once: true });
    const generic: GenericRequest = {
      ...{ name, path, body, ctx, type: 'json', timeout: timeoutMs },
      ...(params !== undefined && { params }),
      query: { ...this.#settings.scope, ...query },
      headers: this.#headers(),
    };
    try {
      this.#requests ??= genericRequests(this.#settings);
      const requests = await this.#requests;
      return await (method === 'GET' ? requests._get(generic) : requests._put(generic));
    } catch (error) {
      throw new ConsulError(`${name} at Consul (${this.url})`, failureOf(error as RequestError, timeoutMs));
    } finally {
      signal?.removeEventListener('abort', cancel);
    }
  }

  /** The token is asked for anew each time: its file may have changed. */
  #headers(): Record<string, string> {
    const token = this.#settings.token();
    return token === null ? {} : { 'x-consul-token': token };
  }
}

/** Loaded when it is first needed: a service should not wait for its client of Consul before it serves. */
async function genericRequests({ url, tls, socketPath }: ConsulSettings): Promise<GenericRequests> {
  const secure = url.protocol === 'https:';
  const [{ default: Consul }, { Agent }] = await Promise.all([
    import('consul'),
    secure ? import('node:https') : import('node:http'),
  ]);
  // A connection for each call: one kept open would be found dead after the agent's restart.
  const connections = { keepAlive: false, lookup: lookupWithoutBrackets };
  const options = {
    host: url.hostname,
    port: Number(url.port) || (secure ? 443 : 80),
    secure,
    agent: new Agent({ ...connections, ...(secure && tls) }),
    ...(socketPath !== null && { socketPath }),
  };
  return new Consul(options) as unknown as GenericRequests;
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
