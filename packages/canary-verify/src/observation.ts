import type { Track } from './expectation.js';

/** Why a request brought no answer that counts. */
export type FailureCause =
  | 'refused'
  | 'unreachable'
  | 'unresolved'
  | 'reset'
  | 'timeout'
  | 'tls'
  | 'malformed'
  | `http-${number}`;

/** What a response says of where it came from, before it is settled which version is the canary. Unknown is null. */
export interface Origin {
  track: Track | null;
  service: string | null;
  version: string | null;
  instance: string | null;
}

/** One answered request, as the connection hands it over. Header names are in lower case. */
export interface Answer {
  status: number;
  headers: Readonly<Record<string, string | string[] | undefined>>;
  body: string;
}

/** One request's outcome: an answer, or the cause of its failure. */
export interface Observation {
  /** Index of the arm that the request belongs to. */
  arm: number;
  outcome: Answer | FailureCause;
  /** From dispatch to the last byte, in milliseconds. */
  durationMs: number;
  /** The TCP connection that it came over. */
  connection: number;
}
