import type { StatsPlace } from '../haproxy/index.js';

/** A place where HAProxy can be told something. */
export type RuntimeSocket = Extract<StatsPlace, { kind: 'socket' }>;

/** The canary's share as it stands somewhere, or shall stand there. */
export interface ShareSetting {
  /** From 0 to 1. */
  share: number;
  /** The same in the place's own terms: "10 of 100". */
  words: string;
  /** What the place stores, so that it can be put back as it was. */
  stored: string;
  /** The replicas that make this share; null where something else makes it. */
  replicas: { stable: number; canary: number } | null;
}

/** A setting that was read, and what could stand there instead. */
export interface PlaceReading extends ShareSetting {
  /** What else may set this share, each with its cure: what is put there may not last. */
  remarks: readonly string[];
  /** Why the place can hold no share but 0 % and 100 %; null if it can hold others. */
  onlyWhole: string | null;
  /** The setting nearest to this share that the place can hold. */
  nearest(share: number): ShareSetting;
}

/** Nothing else sets the share, and it may be any. */
export const NOTHING_BESIDE: Pick<PlaceReading, 'remarks' | 'onlyWhole'> = { remarks: [], onlyWhole: null };

/** One place that holds the share: a HAProxy, a file that it loads, whatever a command asks. */
export interface SharePlace {
  /** For people: "127.0.0.1:9999". */
  readonly name: string;
  /** Tells this share from every other: two rollouts must not move the same one. */
  readonly identity: string;
  /** What is put may show only later, because something else asks for it: then it is put back even where it does not show yet. */
  readonly isLate: boolean;
  /** @throws Error when it cannot be read. */
  read(signal: AbortSignal): Promise<PlaceReading>;
  /** Puts it there; the same twice is the same as once. @throws Error when it is refused. */
  put(setting: ShareSetting, signal: AbortSignal): Promise<void>;
}
