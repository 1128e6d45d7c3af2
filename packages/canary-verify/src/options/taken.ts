import type { Count, Fraction } from '../terms/quantities.js';
/** An expectation that was not said, but taken from somewhere. */
export interface Taken {
  /** The canary's share, as a fraction. */
  share: Fraction;
  /** Consul's URL, the files of the configuration. */
  from: readonly string[];
  /** What it follows from, for each backend that the requests reach. */
  backends: readonly TakenBackend[];
}

export interface TakenBackend extends Route {
  stable: Side;
  canary: Side;
}

/** A backend that requests reach. */
export interface Route {
  /** Null: without a configuration, all instances count as servers of one. */
  backend: string | null;
  /** Of all requests, as a fraction. */
  share: Fraction;
}

/** One version's part of a backend. */
export interface Side {
  /** Healthy instances in Consul; null: it was not asked. */
  instances: Count | null;
  /** Of all weights in the backend, as a fraction. */
  share: Fraction;
}

/** Why no share can be told, in words. */
export interface Untold {
  why: string;
}
