import { ConsulError, type ConsulFailure } from './consul-error.js';
import { type AgentAnswer, Refused, type RequestExtension, sender, TimedOut } from './sender.js';
import type { ConsulSettings } from './settings.js';

/** One request to the agent's HTTP API. */
export interface AgentRequest {
  /** The purpose of the request, for errors. */
  name: string;
  method: 'GET' | 'PUT';
  /** Below `/v1`; `{id}` stands for a parameter, which is then encoded. */
  path: string;
  params?: Readonly<Record<string, string>>;
  query?: Readonly<Record<string, string>>;
  body?: unknown;
  /** For the whole call, in milliseconds. Default: the settings' time-out. */
  timeoutMs?: number;
  /** The longest answer that is read, in bytes. Default {@link MOST_BYTES}. */
  mostBytes?: number;
  /** Breaks the call off; it then fails as unreachable. */
  signal?: AbortSignal;
}

/** The longest answer of an agent about one of its services, in bytes: all that Consul keeps of one is a fifth of it. */
const MOST_BYTES = 500_000;

/**
 * The generic request that every call of npm `consul` is made of. Its types leave it out, but it is what its HTTP layer,
 * `papi`, offers to those who build clients with it.
 */
interface GenericRequests {
  _get(request: GenericRequest): Promise<AgentAnswer>;
  _put(request: GenericRequest): Promise<AgentAnswer>;
  /** Adds a step between making a request and sending it. */
  _ext(moment: 'onRequest', extension: RequestExtension): void;
}

interface GenericRequest extends Pick<AgentRequest, 'name' | 'path' | 'params' | 'body' | 'signal'> {
  query: Readonly<Record<string, string>>;
  headers: Readonly<Record<string, string>>;
  type: 'json';
  timeoutMs: number;
  mostBytes: number;
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
  #reachedFrom: string | null = null;

  constructor(settings: ConsulSettings) {
    this.#settings = settings;
  }

  /** The address of the agent, for messages. */
  get url(): string {
    const { url, socketPath, prefix } = this.#settings;
    return socketPath === null ? url.origin + prefix : `unix://${socketPath}`;
  }

  /** The address of this machine that the latest connection to the agent came from; null if it has none: a socket file. */
  get reachedFrom(): string | null {
    return this.#reachedFrom;
  }

  async send(request: AgentRequest): Promise<AgentAnswer> {
    const { name, method, path, params, query, body, timeoutMs = this.#settings.timeoutMs, signal } = request;
    const { mostBytes = MOST_BYTES } = request;
    const generic: GenericRequest = {
      ...{ name, path, body, timeoutMs, mostBytes, type: 'json' },
      ...(params !== undefined && { params }),
      ...(signal !== undefined && { signal }),
      query: { ...this.#settings.scope, ...query },
      headers: this.#headers(),
    };
    try {
      this.#requests ??= genericRequests(this.#settings, (localAddress) => {
        this.#reachedFrom = localAddress;
      });
      const requests = await this.#requests;
      return await (method === 'GET' ? requests._get(generic) : requests._put(generic));
    } catch (error) {
      throw new ConsulError(`${name} at Consul (${this.url})`, this.#failure(error as NodeJS.ErrnoException));
    }
  }

  #failure(error: NodeJS.ErrnoException): ConsulFailure {
    if (error instanceof TimedOut) return { kind: 'timeout', timeoutMs: error.timeoutMs };
    if (error instanceof Refused)
      return { kind: 'refused', status: error.status, reason: inOneLine(error.body) };
    if (error.code !== 'UND_ERR_SOCKET') return { kind: 'unreachable', reason: error.code ?? error.message };
    const { url, tls } = this.#settings;
    // A server that misses our certificate says so only by closing: its alert may come too late to be read.
    const hint = url.protocol === 'https:' && tls.cert === undefined ? ' (does it want a certificate?)' : '';
    return { kind: 'unreachable', reason: `${error.message}${hint}` };
  }

  /** The token is asked for anew each time: its file may have changed. */
  #headers(): Record<string, string> {
    const { token: tokenSource, authorization } = this.#settings;
    const token = tokenSource();
    return {
      ...(token !== null && { 'x-consul-token': token }),
      ...(authorization !== null && { authorization }),
    };
  }
}

/** Loaded when it is first needed: a service should not wait for its client of Consul before it serves. */
async function genericRequests(
  settings: ConsulSettings,
  onConnected: (localAddress: string | null) => void,
): Promise<GenericRequests> {
  const [{ default: Consul }, send] = await Promise.all([import('consul'), sender(settings, onConnected)]);
  // The sender knows the address; this client only makes the requests.
  const client = new Consul() as unknown as GenericRequests;
  client._ext('onRequest', send);
  return client;
}

function inOneLine(body: unknown): string {
  return typeof body === 'string' ? body.replace(/\s+/g, ' ').trim().slice(0, 200) : '';
}
