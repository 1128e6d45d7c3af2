import type { RequestSettings } from '../../options/request.js';
import type { WireOutcome } from './response-handler.js';

export interface ConnectionTarget {
  target: URL;
  /** The address to connect to, resolved beforehand; null when the way is a socket of the file system. */
  address: { address: string; family: number } | null;
  request: RequestSettings;
  timeoutMs: number;
  /** Speaks HTTP/2: over TLS when the server agrees, else without asking. */
  http2: boolean;
}

/** The parts of a request that differ from one request to the next. */
export interface OwnPart {
  /** Names and values in turn. */
  headers: string[];
  /** Closes the TCP connection after this many requests, or a few later. */
  perConnection: number;
  /** Its duration counts from this moment, on the clock of `performance.now`; at a constant rate it may lie in the past. */
  since: number;
  /** When it is sent, on the same clock. */
  now: number;
}

/** One request's outcome, and over which TCP connection it came. */
export interface FinishedRequest {
  outcome: WireOutcome;
  /** In milliseconds since 1970. */
  sentAt: number;
  durationMs: number;
  /** The TCP connection's number within the process. */
  connection: number;
  /** The answer came before, byte for byte, and is the same object as then. */
  known: boolean;
}

/** Sends one request after the other. */
export interface Connection {
  /** Sends a request; `onFinished` is called exactly once, unless the connection is destroyed before. */
  send(own: OwnPart, onFinished: (finished: FinishedRequest) => void): void;
  /** Breaks off a request that has run out of time. */
  checkDeadline(now: number): void;
  /** Closes at once, whatever is under way. */
  destroy(): Promise<void>;
}
