import type { Place } from '../haproxy/index.js';

/** What HAProxy's configuration says of how the requests of one client are spread. */
export interface Balancing {
  /** Each client is kept with one of several servers. */
  keeps: boolean;
  /** The backend that gives requests to the servers with the fewest under way; null if there is none. */
  follows: LoadBalancing | null;
}

/** A backend whose shares depend on what is under way. */
export interface LoadBalancing {
  backend: string;
  /** The setting as it is written: `balance leastconn`. */
  text: string;
  place: Place;
}
