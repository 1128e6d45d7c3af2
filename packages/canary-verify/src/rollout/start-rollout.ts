import { hostname, userInfo } from 'node:os';
import { performance } from 'node:perf_hooks';
import { setTimeout as wait } from 'node:timers/promises';
import { deadline } from '../system/deadline.js';
import { UsageError } from '../text/usage-error.js';
import { checkRollout } from './check-rollout.js';
import type { Journal, JournalRecord } from './journal.js';
import { isEnded, type RolloutEvent, type RolloutState } from './machine.js';
import { measureStep } from './measure-with-verify.js';
import type { PreparedRollout } from './prepared.js';
import { replay } from './replay.js';
import { runRollout } from './run-rollout.js';
import type { Lease, RolloutStore } from './store/store.js';

/** What a rollout runs with. */
export interface RolloutRun {
  store: RolloutStore;
  /** Aborts at Ctrl-C. */
  signal: AbortSignal;
  /** Told each record when it is stored; `records`: that one and all before it. */
  onRecord(record: JournalRecord, records: readonly JournalRecord[]): void;
}

/**
 * Starts a rollout, and goes on until it rests. `first`: what happens before anything else.
 *
 * @throws UsageError when the one before has not ended; LeaseTaken when another process moves the same share.
 */
export async function startRollout(
  prepared: PreparedRollout,
  run: RolloutRun,
  first: RolloutEvent | null = null,
): Promise<RolloutState> {
  const { plan, file, digest } = prepared;
  const before = replay(await run.store.read(plan.name));
  if (before !== null && !isEnded(before.state))
    throw new UsageError(
      'arguments',
      `the rollout ${plan.name} has not ended, it is ${before.state.name}: resume or abort it first`,
    );
  const { shares, replicas } = await checkRollout(prepared, run.signal, first === null ? 'start' : 'adopt');
  await using lease = await takeLease(prepared, run);
  const journal = await lease.beginAnew();
  const append = async (entry: Parameters<Journal['append']>[0]) =>
    run.onRecord(await journal.append(entry), journal.records);
  const places = prepared.places.map(({ identity }) => identity);
  const remarks = shares.flatMap((one) => one.remarks.map((remark) => `${one.place}: ${remark}`));
  await append({ type: 'started', plan, file, digest, by: whoami(), places, replicas, remarks });
  if (first !== null) await append({ type: 'event', event: first, by: whoami() });
  // Awaited here: the lease ends with this function.
  return await goOn(prepared, run, { lease, journal });
}

/** Goes on with the rollout that the store knows, after what somebody says to it; null: nothing. */
export async function continueRollout(
  prepared: PreparedRollout,
  run: RolloutRun,
  said: RolloutEvent | null,
): Promise<RolloutState> {
  await using lease = await takeLease(prepared, run);
  const journal = await lease.journal();
  if (said !== null)
    run.onRecord(await journal.append({ type: 'event', event: said, by: whoami() }), journal.records);
  return await goOn(prepared, run, { lease, journal });
}

function takeLease({ plan, places }: PreparedRollout, { store }: RolloutRun): Promise<Lease> {
  // Several HAProxies may take one share from Consul.
  return store.take({ name: plan.name, places: [...new Set(places.map(({ identity }) => identity))] });
}

async function goOn(
  { places, capacity, options }: PreparedRollout,
  { signal, onRecord }: RolloutRun,
  { lease, journal }: { lease: Lease; journal: Journal },
): Promise<RolloutState> {
  // Whoever has lost the lease does nothing more.
  using until = deadline(signal, 2 ** 31 - 1);
  lease.lost.addEventListener('abort', until.abort, { once: true });
  return await runRollout(journal, {
    places,
    capacity,
    measure: (measuring) => measureStep(options, measuring),
    request: (ended) => lease.nextRequest(ended),
    acknowledge: () => lease.acknowledge(),
    onRecord: (record) => onRecord(record, journal.records),
    signal: until.signal,
    now: Date.now,
    clock: () => performance.now(),
    wait: (ms, ended) => wait(ms, undefined, { signal: ended }).catch(() => {}),
  });
}

/** Who says something, for the journal. */
export function whoami(): string {
  return `${userInfo().username}@${hostname()}`;
}
