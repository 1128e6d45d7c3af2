import type { Origin } from '../classify/origin.js';
import type { ResolvedOptions } from '../options/options.js';
import type { Track } from '../terms/track.js';
import { type Exchange, exchangeOf, type FinishedExchange } from './exchange.js';

/** The first exchange of each kind that is a leak, or may turn out to be one when it is known which version is the canary. */
export interface NotedExchange {
  origin: Origin;
  /** What it says of the second service. */
  hop: string | null;
  exchange: Exchange;
}

export type NotedExchanges = Map<string, NotedExchange>;

/** A hostile server could name a new version in every response. What is surely a leak is noted all the same, once. */
const MOST_UNDECIDED = 16;

/** What one of the two services in an exchange has said. */
export interface Said {
  /** Which of the two. */
  by: 'service' | 'second service';
  /** The version it counts for; null: not yet known. */
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

/** The first of the noted exchanges that is a leak; null: none of them. */
export function firstLeak(noted: NotedExchanges, isLeak: (one: NotedExchange) => boolean): Exchange | null {
  return [...noted.values()].find(isLeak)?.exchange ?? null;
}
