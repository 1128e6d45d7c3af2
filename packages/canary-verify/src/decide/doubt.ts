/** The moment at which a share looked wrong for the first time. */
export interface ShareDoubt {
  /** Requests counted by then. */
  requests: number;
  /** In milliseconds since 1970. */
  at: number;
}

/** The maximum number of requests that a share is looked at before it is called wrong; fewer where a run may not send so many. */
const LEAST_REQUESTS = 700;

/** Requests that must follow, and the time that they are spread over, in milliseconds. */
const LEAST_MORE = 100;
const LEAST_MS = 500;

/** After so long with enough requests a share is wrong however few were sent in all, in milliseconds. */
const LONG_MS = 2_000;

/** A run while a share looks wrong. */
export interface Doubting {
  /** Requests counted. */
  requests: number;
  /** The maximum number of requests. */
  budget: number;
  /** When the latest response was asked for, in milliseconds since 1970. */
  at: number;
}

/**
 * Whether the share has looked wrong for long enough. Many routers send all requests of a moment to one version, by a hash of
 * the time or in bursts: what looks wrong in a blink is right a moment later.
 */
export function isConfirmed(doubt: ShareDoubt, { requests, budget, at }: Doubting): boolean {
  if (requests >= budget) return true;
  const elapsed = at - doubt.at;
  if (requests < doubt.requests + LEAST_MORE || elapsed < LEAST_MS) return false;
  return requests >= LEAST_REQUESTS || elapsed >= LONG_MS;
}

/** The time between two requests that spreads those still wanted evenly, in milliseconds. */
export function spacingMs(doubt: ShareDoubt, { requests, budget, at }: Doubting): number {
  const wanted = Math.min(budget, Math.max(doubt.requests + LEAST_MORE, LEAST_REQUESTS)) - requests;
  const left = doubt.at + LEAST_MS - at;
  return left <= 0 ? 0 : left / Math.max(1, wanted);
}
