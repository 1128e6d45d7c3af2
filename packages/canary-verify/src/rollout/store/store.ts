import type { Journal, JournalRecord } from '../journal.js';

/** What somebody asks of a rollout that another process runs. */
export interface RolloutRequest {
  verb: 'promote' | 'pause' | 'resume' | 'abort';
  reason: string;
}

/** Who may act for a rollout. */
export interface Holder {
  pid: number;
  host: string;
}

/** What a lease is about: a rollout by its name, and the places that it sets. */
export interface Leased {
  name: string;
  /** What tells each place from every other. */
  places: readonly string[];
}

/** Where rollouts are remembered: their journals, who acts for them, and what somebody asks of them. */
export interface RolloutStore {
  /** For people. */
  readonly place: string;
  /** The records of the latest rollout of that name; none if there was none. */
  read(name: string): Promise<JournalRecord[]>;
  /** Who acts for a rollout now; null if nobody does. */
  holder(name: string): Promise<Holder | null>;
  /** Takes the right to act for a rollout and to set its places. @throws LeaseTaken while another process has it. */
  take(leased: Leased): Promise<Lease>;
  /** Leaves a request for whoever acts, and waits until it is taken. Resolves to whether it was before the signal. */
  ask(name: string, request: RolloutRequest, signal: AbortSignal): Promise<boolean>;
}

/** The right to act for a rollout: one process has it at a time. */
export interface Lease extends AsyncDisposable {
  /** Aborts when another process may have the right: then nothing may be done any more. */
  readonly lost: AbortSignal;
  /** The journal of the latest rollout, to write on. */
  journal(): Promise<Journal>;
  /** A new journal; the one before is kept. */
  beginAnew(): Promise<Journal>;
  /** The next request; null when the signal aborts. Whoever takes it acknowledges it. */
  nextRequest(signal: AbortSignal): Promise<RolloutRequest | null>;
  acknowledge(): Promise<void>;
}

/** Another process has the lease. */
export class LeaseTaken extends Error {
  override readonly name = 'LeaseTaken';
  readonly holder: Holder;

  /** `what`: "the rollout shop". */
  constructor(what: string, holder: Holder) {
    super(`${what} is run by process ${holder.pid} on ${holder.host}`);
    this.holder = holder;
  }
}
