import type { Socket } from 'node:net';
import { Client } from 'undici';
import type { RequestSettings } from '../request.js';
import { connector } from './connector.js';
import { failureCause } from './failure-cause.js';
import type { KnownAnswers } from './known-answers.js';
import { type Outcome, ResponseHandler } from './response-handler.js';

export interface Destination {
  target: URL;
  /** The address to connect to, resolved beforehand; null when the way is a socket of the file system. */
  address: { address: string; family: number } | null;
  request: RequestSettings;
  timeoutMs: number;
  /** Speaks HTTP/2: over TLS when the server agrees, else without asking. */
  http2: boolean;
}

/** What one request has of its own. */
export interface OwnPart {
  /** Names and values in turn. */
  headers: string[];
  /** The TCP connection is given up with the request that is its so manieth, or a later one. */
  perConnection: number;
  /** Its duration counts from this moment, on the clock of `performance.now`. */
  since: number;
}

/** One request's outcome, and over which TCP connection it came. */
export interface Exchanged {
  outcome: Outcome;
  /** In milliseconds since 1970. */
  sentAt: number;
  durationMs: number;
  /** The TCP connection's number within the process. */
  connection: number;
}

let tcpConnections = 0;

/** Sends one request after the other. */
export class Connection {
  readonly #destination: Destination;
  readonly #path: string;
  readonly #newHandler: () => ResponseHandler;
  #client: Client;
  #handler: ResponseHandler;
  #done: (exchanged: Exchanged) => void = () => {};
  #since = 0;
  #sentAt = 0;
  #socket: Socket | null = null;
  #tcpConnection = 0;
  #requestsOnIt = 0;

  constructor(destination: Destination, known: KnownAnswers) {
    const { target } = destination;
    this.#destination = destination;
    this.#path = target.pathname + target.search;
    this.#client = this.#newClient();
    this.#newHandler = () => new ResponseHandler(known, (outcome) => this.#ended(outcome));
    this.#handler = this.#newHandler();
  }

  /** Sends a request; `done` is called exactly once, unless the connection is destroyed before. */
  send({ headers, perConnection, since }: OwnPart, done: (exchanged: Exchanged) => void): void {
    const { request, timeoutMs, http2 } = this.#destination;
    this.#since = since;
    this.#sentAt = Date.now();
    this.#done = done;
    this.#handler.begin(performance.now() + timeoutMs);
    // HTTP/2 has no header that says so: whoever has had its last request is left.
    if (http2 && this.#requestsOnIt >= perConnection) this.#leave();
    // The last request on a connection says so: whoever answers closes it, instead of being cut off.
    const reset = !http2 && this.#requestsOnIt + 1 >= perConnection;
    this.#requestsOnIt = reset ? 0 : this.#requestsOnIt + 1;
    const { method, body } = request;
    this.#client.dispatch({ path: this.#path, method, body, headers, reset }, this.#handler);
  }

  /** Breaks off a request that has run out of time. */
  checkDeadline(now: number): void {
    this.#handler.checkDeadline(now);
  }

  /** Closes at once, whatever is under way. */
  async destroy(): Promise<void> {
    this.#handler.silence();
    await this.#client.destroy();
  }

  #newClient(): Client {
    const { target, http2 } = this.#destination;
    const connect = connector(this.#destination);
    const client = new Client(target.origin, {
      pipelining: 1,
      allowH2: http2,
      connect: (options, done) =>
        connect(options, (...opened) => {
          this.#socket = opened[1];
          done(...opened);
        }),
      headersTimeout: 0,
      bodyTimeout: 0,
    });
    return client.on('connect', () => {
      this.#tcpConnection = ++tcpConnections;
      // The request that it was opened for, unless that is also its last.
      this.#requestsOnIt = Math.min(this.#requestsOnIt, 1);
    });
  }

  #leave(): void {
    void this.#client.destroy();
    this.#client = this.#newClient();
    this.#requestsOnIt = 0;
  }

  #ended(ended: Outcome): void {
    // undici takes a reset for the end of a body that ends with its connection, but that one may have been cut short.
    const broken = typeof ended === 'object' ? this.#socket?.errored : null;
    const outcome = broken ? failureCause(broken) : ended;
    if (typeof outcome === 'string') this.#handler = this.#newHandler();
    const durationMs = performance.now() - this.#since;
    this.#done({ outcome, sentAt: this.#sentAt, durationMs, connection: this.#tcpConnection });
  }
}
