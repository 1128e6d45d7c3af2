import type { Count, Fraction } from '../terms/quantities.js';

/** An expectation that was not said, but taken from somewhere. */
export interface Taken {
  /** The canary's share, as a fraction. */
  share: Fraction;
  /** Consul's URL, the files of the configuration. */
  from: readonly string[];
  /** The shares in each backend that the requests reach. */
  backends: readonly TakenBackend[];
}

/** A backend that requests reach, and the part of each version in it. */
export interface TakenBackend extends Route {
  stable: Side;
  canary: Side;
}

/** A backend that requests reach. */
export interface Route {
  /** Null without a configuration: then all instances count as servers of one backend. */
  backend: string | null;
  /** The server that a rule or a cookie chooses in it; null where weights decide. */
  server: string | null;
  /** The part of all requests, as a fraction. */
  share: Fraction;
}

/** One version's part of a backend. */
export interface Side {
  /** The number of healthy instances in Consul; null if it was not asked. */
  instances: Count | null;
  /** The part of all weights in the backend, as a fraction. */
  share: Fraction;
}

/** Why no share can be told, in words. */
export interface Untold {
  why: string;
}
