import type { Origin } from '../classify/origin.js';
import type { ResolvedOptions } from '../options/options.js';
import type { Track } from '../terms/track.js';
import { type Exchange, exchangeOf, type FinishedExchange } from './exchange.js';

/** The first exchange of each kind that is a leak, or may turn out to be one when it is known which version is the canary. */
export interface NotedExchange {
  origin: Origin;
  /** The value that the response gives for the second service. */
  hop: string | null;
  exchange: Exchange;
}

export type NotedExchanges = Map<string, NotedExchange>;

/** A hostile server could name a new version in every response. What is surely a leak is noted all the same, once. */
const MOST_UNDECIDED = 16;

/** The value that one of the two services in an exchange has given. */
export interface Said {
  /** The service that the value belongs to. */
  by: 'service' | 'second service';
  /** The version that the response counts for; null if it is not known yet. */
  track: Track | null;
  value: string | null;
}

/** Notes an exchange if it is the first of its kind. */
export function noteExchange(
  noted: NotedExchanges,
  { by, track, value }: Said,
  { hop, ...exchanged }: FinishedExchange & { hop: string | null },
  options: ResolvedOptions,
): void {
  const key = track === null ? `${by} ${value}` : `${by}: ${track}`;
  if (noted.has(key) || (track === null && noted.size >= MOST_UNDECIDED)) return;
  noted.set(key, { origin: exchanged.origin, hop, exchange: exchangeOf(exchanged, options) });
}

/** The first of the noted exchanges that is a leak; null if none is. */
export function firstLeak(noted: NotedExchanges, isLeak: (one: NotedExchange) => boolean): Exchange | null {
  return [...noted.values()].find(isLeak)?.exchange ?? null;
}
