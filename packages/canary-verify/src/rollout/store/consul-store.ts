import { createHash } from 'node:crypto';
import { hostname } from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';
import type { ConsulAgent } from '../../consul/agent.js';
import { type Journal, journalOf, readLines } from '../journal.js';
import { ConsulKv } from './consul-kv.js';
import { beginSession, type LiveSession } from './consul-session.js';
import { lives } from './local-lease.js';
import {
  type Holder,
  type Lease,
  type Leased,
  LeaseTaken,
  type RolloutRequest,
  type RolloutStore,
} from './store.js';

/** Keys below a folder of Consul's KV store. */
export interface ConsulPlace {
  agent: ConsulAgent;
  /** Without a slash at its ends. */
  folder: string;
}

/** Clocks: the wall clock, and milliseconds that only pass. */
export interface Clocks {
  now: () => Date;
  clock: () => number;
}

/** A record that Consul does not take is offered again for so long, in milliseconds: it may be restarting. */
const OFFERED_FOR_MS = 30_000;
const OFFER_AGAIN_MS = 500;
const LOOK_AGAIN_MS = 200;

/**
 * Below `FOLDER/NAME`: `latest` names the rollout, `ROLLOUT/000000` and so on are its records, `lease` is locked by the session of whoever
 * acts, `request` is what somebody asks. `FOLDER/places/…` is locked with the lease. Each record is stored in one transaction with
 * the check that the session still has the lease, and only where no record is: whoever has lost the lease writes nothing more.
 */
export function consulStore({ agent, folder }: ConsulPlace, clocks: Clocks): RolloutStore {
  const kv = new ConsulKv(agent);
  const { signal } = new AbortController();
  const keys = (name: string) => keysOf(folder, name);
  const place = `${agent.url}/${folder}`;
  return {
    place,
    async read(name) {
      const latest = await kv.get(keys(name).latest, signal);
      if (latest === null) return [];
      const entries = await kv.list(keys(name).recordsOf(latest.value), signal);
      return readLines(
        entries.map(({ value }) => value),
        `${place}/${name}`,
      );
    },
    async holder(name) {
      const locked = await kv.lockedBy(keys(name).lease, signal);
      return locked === null ? null : livingHolder(locked.value);
    },
    take: (leased) => takeLease(kv, folder, { leased, clocks, place: `${place}/${leased.name}` }),
    ask: (name, request, until) => ask(kv, keys(name).request, request, until),
  };
}

interface Keys {
  latest: string;
  lease: string;
  request: string;
  recordsOf(rollout: string): string;
  record(rollout: string, seq: number): string;
}

function keysOf(folder: string, name: string): Keys {
  const own = `${folder}/${name}`;
  const recordsOf = (rollout: string) => `${own}/${rollout}/`;
  return {
    latest: `${own}/latest`,
    lease: `${own}/lease`,
    request: `${own}/request`,
    recordsOf,
    record: (rollout, seq) => `${recordsOf(rollout)}${String(seq).padStart(6, '0')}`,
  };
}

function livingHolder(value: string): Holder | null {
  const holder: Holder = JSON.parse(value);
  return lives(holder) ? holder : null;
}

interface Taking {
  leased: Leased;
  clocks: Clocks;
  /** For people. */
  place: string;
}

async function takeLease(kv: ConsulKv, folder: string, { leased, clocks, place }: Taking): Promise<Lease> {
  const { signal } = new AbortController();
  const keys = keysOf(folder, leased.name);
  const session = await beginSession(kv, clocks.clock, signal);
  try {
    await lock(kv, { what: `the rollout ${leased.name}`, key: keys.lease }, session);
    for (const identity of [...leased.places].sort())
      await lock(
        kv,
        { what: `a rollout of ${identity}`, key: `${folder}/places/${digestOf(identity)}` },
        session,
      );
  } catch (error) {
    await session[Symbol.asyncDispose]();
    throw error;
  }
  const open = (rollout: string, lines: readonly string[]): Journal =>
    journalOf(lines, {
      place,
      now: clocks.now,
      store: (line, seq) =>
        storeRecord(kv, { keys, session, clocks }, { key: keys.record(rollout, seq), line }),
    });
  return {
    lost: session.lost,
    async journal() {
      const latest = await kv.get(keys.latest, signal);
      if (latest === null) return await beginRollout(kv, keys, { session, clocks, open });
      const entries = await kv.list(keys.recordsOf(latest.value), signal);
      return open(
        latest.value,
        entries.map(({ value }) => value),
      );
    },
    beginAnew: () => beginRollout(kv, keys, { session, clocks, open }),
    nextRequest: (until) => nextRequest(kv, keys.request, until),
    acknowledge: () => kv.delete(keys.request, signal),
    [Symbol.asyncDispose]: () => session[Symbol.asyncDispose](),
  };
}

interface Beginning {
  session: LiveSession;
  clocks: Clocks;
  open: (rollout: string, lines: readonly string[]) => Journal;
}

async function beginRollout(
  kv: ConsulKv,
  keys: Keys,
  { session, clocks, open }: Beginning,
): Promise<Journal> {
  const rollout = clocks.now().toISOString().replaceAll(/[:.]/g, '-');
  const written = await kv.transact(
    [
      { KV: { Verb: 'check-session', Key: keys.lease, Session: session.id } },
      { KV: { Verb: 'set', Key: keys.latest, Value: encoded(rollout) } },
    ],
    session.lost,
  );
  if (!written) throw lostLease();
  return open(rollout, []);
}

/** Locks a key for the session. A session whose process has died on this machine is ended. @throws LeaseTaken */
async function lock(
  kv: ConsulKv,
  { what, key }: { what: string; key: string },
  { id, lost }: LiveSession,
): Promise<void> {
  const own = JSON.stringify({ pid: process.pid, host: hostname() } satisfies Holder);
  for (;;) {
    if (await kv.acquire(key, own, id, lost)) return;
    const locked = await kv.lockedBy(key, lost);
    if (locked === null) continue;
    const holder: Holder = JSON.parse(locked.value);
    if (lives(holder)) throw new LeaseTaken(what, holder);
    await kv.destroySession(locked.session, lost);
  }
}

async function storeRecord(
  kv: ConsulKv,
  { keys, session, clocks }: { keys: Keys; session: LiveSession; clocks: Clocks },
  { key, line }: { key: string; line: string },
): Promise<void> {
  const operations = [
    { KV: { Verb: 'check-session', Key: keys.lease, Session: session.id } },
    { KV: { Verb: 'cas', Key: key, Value: encoded(line), Index: 0 } },
  ];
  const until = clocks.clock() + OFFERED_FOR_MS;
  for (;;) {
    try {
      if (await kv.transact(operations, session.lost)) return;
    } catch (error) {
      if (session.lost.aborted) throw lostLease();
      if (clocks.clock() >= until) throw error;
      await wait(OFFER_AGAIN_MS);
      continue;
    }
    // An offer whose answer was lost may have been taken.
    if ((await kv.get(key, session.lost))?.value === line) return;
    throw lostLease();
  }
}

function lostLease(): Error {
  return new Error(
    'the lease of this rollout in Consul is lost: another process may run it. Nothing was done since.',
  );
}

async function ask(
  kv: ConsulKv,
  key: string,
  request: RolloutRequest,
  signal: AbortSignal,
): Promise<boolean> {
  const whole = new AbortController().signal;
  await kv.put(key, JSON.stringify(request), whole);
  while ((await kv.get(key, signal).catch(() => undefined)) !== null) {
    if (signal.aborted) {
      // Whoever acts later must not do what nobody waits for any more.
      await kv.delete(key, whole);
      return false;
    }
    await wait(LOOK_AGAIN_MS, null, { signal }).catch(() => {});
  }
  return true;
}

async function nextRequest(kv: ConsulKv, key: string, signal: AbortSignal): Promise<RolloutRequest | null> {
  let index = 0;
  while (!signal.aborted) {
    const found = await kv.watch(key, index, signal).catch(() => null);
    if (found?.entry != null) return JSON.parse(found.entry.value);
    // Consul's index may begin anew after a restart.
    index = found === null || found.index < index ? 0 : found.index;
    if (found === null) await wait(OFFER_AGAIN_MS, null, { signal }).catch(() => {});
  }
  return null;
}

function encoded(text: string): string {
  return Buffer.from(text).toString('base64');
}

function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
