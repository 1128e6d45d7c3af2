import type { Header } from '../options/request-headers.js';
import type { SharePlace, ShareSetting } from '../share/share-place.js';
import type { Verdict } from '../verdict/verdict.js';
import type { Capacity } from './capacity.js';
import type { JournalRecord } from './journal.js';
import type { RolloutRequest } from './store/store.js';

/** What a run of `verify` is to expect. */
export interface Measuring {
  /** Requests with it must all reach the canary, and all others have the share; null: there is one kind of request. */
  header: Header | null;
  share: number;
  /** As the plan has it; undefined: the default. */
  tolerance: string | undefined;
  /** 1 minus the chance that anything it says is wrong. */
  confidence: number;
  /** The replicas that make the share, which the run waits for; null where something else makes it. */
  replicas: ShareSetting['replicas'];
  signal: AbortSignal;
}

/** What a rollout acts with. */
export interface Hands {
  places: readonly SharePlace[];
  /** Null where the plan does not scale. */
  capacity: Capacity | null;
  measure(measuring: Measuring): Promise<Verdict>;
  /** The next request of another process; null when the signal aborts. */
  request(signal: AbortSignal): Promise<RolloutRequest | null>;
  acknowledge(): Promise<void>;
  onRecord(record: JournalRecord): void;
  /** Aborts at Ctrl-C. */
  signal: AbortSignal;
  /** Milliseconds since 1970, as people read them: it may jump. */
  now(): number;
  /** Milliseconds that only pass. */
  clock(): number;
  /** Resolves after so many milliseconds, or when the signal aborts. */
  wait(ms: number, signal: AbortSignal): Promise<void>;
}
