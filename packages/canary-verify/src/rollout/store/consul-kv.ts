import { CONSUL_TIMEOUT_MS, type ConsulAgent, MOST_CONSUL_CHARACTERS } from '../../consul/agent.js';
import { readingLimit, textWithin } from '../../system/bounded-text.js';
import { deadline } from '../../system/deadline.js';

/** A key of Consul's KV store, and what stands there. */
export interface KvEntry {
  key: string;
  value: string;
  /** Grows with each change of the key. */
  index: number;
}

/** One part of a transaction; all parts happen, or none. */
export type KvOperation = {
  KV: { Verb: string; Key: string; Value?: string; Index?: number; Session?: string };
};

/** Consul's KV store and sessions (HTTP API, v1/kv, v1/session and v1/txn), as far as a rollout needs them. */
export class ConsulKv {
  readonly #agent: ConsulAgent;

  constructor(agent: ConsulAgent) {
    this.#agent = agent;
  }

  /** The keys that begin so, in their order; none if there are none. */
  async list(prefix: string, signal: AbortSignal): Promise<KvEntry[]> {
    return (await this.#get(`/v1/kv/${path(prefix)}?recurse&consistent`, signal)).entries;
  }

  async get(key: string, signal: AbortSignal): Promise<KvEntry | null> {
    return (await this.#get(`/v1/kv/${path(key)}?consistent`, signal)).entries[0] ?? null;
  }

  /** Resolves when the key has changed since that index, or after some seconds, to what stands there and the new index. */
  async watch(
    key: string,
    since: number,
    signal: AbortSignal,
  ): Promise<{ entry: KvEntry | null; index: number }> {
    const { entries, index } = await this.#get(
      `/v1/kv/${path(key)}?index=${since}&wait=${WATCH_S}s`,
      signal,
      (WATCH_S + 5) * 1_000,
    );
    return { entry: entries[0] ?? null, index };
  }

  /** Whether all parts were carried out; false if a condition among them does not hold. */
  async transact(operations: readonly KvOperation[], signal: AbortSignal): Promise<boolean> {
    const { status, text } = await this.#ask('PUT', '/v1/txn', signal, { body: JSON.stringify(operations) });
    if (status === 200) return true;
    if (status === 409) return false;
    throw refusal(status, text, 'a transaction');
  }

  async put(key: string, value: string, signal: AbortSignal): Promise<void> {
    const { status, text } = await this.#ask('PUT', `/v1/kv/${path(key)}`, signal, { body: value });
    if (status !== 200) throw refusal(status, text, `the key ${key}`);
  }

  async delete(key: string, signal: AbortSignal): Promise<void> {
    const { status, text } = await this.#ask('DELETE', `/v1/kv/${path(key)}`, signal);
    if (status !== 200) throw refusal(status, text, `the key ${key}`);
  }

  /** A session that ends when it is not renewed for so many seconds. */
  async createSession(ttlS: number, signal: AbortSignal): Promise<string> {
    const body = JSON.stringify({
      Name: 'canary-verify rollout',
      TTL: `${ttlS}s`,
      LockDelay: '0s',
      Behavior: 'release',
    });
    const { status, text } = await this.#ask('PUT', '/v1/session/create', signal, { body });
    const id: unknown = status === 200 ? JSON.parse(text).ID : null;
    if (typeof id === 'string') return id;
    throw refusal(status, text, 'a session');
  }

  /** Whether the session still lives. */
  async renewSession(id: string, signal: AbortSignal): Promise<boolean> {
    return (await this.#ask('PUT', `/v1/session/renew/${id}`, signal)).status === 200;
  }

  async destroySession(id: string, signal: AbortSignal): Promise<void> {
    await this.#ask('PUT', `/v1/session/destroy/${id}`, signal);
  }

  /** Whether the key is locked for the session now. */
  async acquire(key: string, value: string, session: string, signal: AbortSignal): Promise<boolean> {
    const { status, text } = await this.#ask('PUT', `/v1/kv/${path(key)}?acquire=${session}`, signal, {
      body: value,
    });
    if (status !== 200) throw refusal(status, text, `the key ${key}`);
    return text.trim() === 'true';
  }

  /** The value of a key that a session has locked, and that session; null while none has. */
  async lockedBy(key: string, signal: AbortSignal): Promise<{ session: string; value: string } | null> {
    const { status, text } = await this.#ask('GET', `/v1/kv/${path(key)}?consistent`, signal);
    if (status === 404) return null;
    if (status !== 200) throw refusal(status, text, `the key ${key}`);
    const [{ Session, Value }] = JSON.parse(text);
    return typeof Session === 'string' ? { session: Session, value: decoded(Value) } : null;
  }

  async #get(
    from: string,
    signal: AbortSignal,
    withinMs = CONSUL_TIMEOUT_MS,
  ): Promise<{ entries: KvEntry[]; index: number }> {
    const { status, text, index } = await this.#ask('GET', from, signal, { withinMs });
    if (status === 404) return { entries: [], index };
    if (status !== 200) throw refusal(status, text, from);
    const listed: readonly { Key: string; Value: string | null; ModifyIndex: number }[] = JSON.parse(text);
    const entries = listed.map(({ Key, Value, ModifyIndex }) => ({
      key: Key,
      value: decoded(Value),
      index: ModifyIndex,
    }));
    return { entries, index };
  }

  async #ask(
    method: 'GET' | 'PUT' | 'DELETE',
    from: string,
    signal: AbortSignal,
    { body, withinMs = CONSUL_TIMEOUT_MS }: { body?: string; withinMs?: number } = {},
  ): Promise<{ status: number; text: string; index: number }> {
    const { url, token } = this.#agent;
    using end = deadline(signal, withinMs);
    const response = await fetch(url + from, {
      method,
      headers: token === null ? {} : { 'X-Consul-Token': token },
      redirect: 'manual',
      signal: end.signal,
      ...(body !== undefined && { body }),
    });
    const text = await textWithin(response, readingLimit(MOST_CONSUL_CHARACTERS));
    return { status: response.status, text, index: Number(response.headers.get('X-Consul-Index') ?? 0) };
  }
}

/** How long Consul holds a question back while nothing changes, in seconds. */
const WATCH_S = 10;

/** A key in a URL: slashes divide it. */
function path(key: string): string {
  return key.split('/').map(encodeURIComponent).join('/');
}

function decoded(value: string | null): string {
  return Buffer.from(value ?? '', 'base64').toString();
}

function refusal(status: number, text: string, what: string): Error {
  return new Error(`Consul answered ${status} for ${what}: ${text.slice(0, 200).trim()}`);
}
