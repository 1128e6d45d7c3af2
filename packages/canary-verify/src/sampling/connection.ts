import type { Socket } from 'node:net';
import { Client } from 'undici';
import type { Arm } from '../arms.js';
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
}

/** What one request has of its own. */
export interface OwnPart {
  headers: Arm['headers'];
  /** The TCP connection is given up with the request that is its so manieth, or a later one. */
  perConnection: number;
}

/** One request's outcome, and over which TCP connection it came. */
export interface Exchanged {
  outcome: Outcome;
  durationMs: number;
  /** The TCP connection's number within the process. */
  connection: number;
}

let tcpConnections = 0;

/** Sends one request after the other. */
export class Connection {
  readonly #client: Client;
  readonly #path: string;
  readonly #timeoutMs: number;
  readonly #request: RequestSettings;
  readonly #newHandler: () => ResponseHandler;
  #handler: ResponseHandler;
  #done: (exchanged: Exchanged) => void = () => {};
  #startedAt = 0;
  #socket: Socket | null = null;
  #tcpConnection = 0;
  #requestsOnIt = 0;

  constructor(destination: Destination, known: KnownAnswers) {
    const { target, timeoutMs, request } = destination;
    this.#request = request;
    const connect = connector(destination);
    this.#client = new Client(target.origin, {
      pipelining: 1,
      connect: (options, done) =>
        connect(options, (...opened) => {
          this.#socket = opened[1];
          done(...opened);
        }),
      headersTimeout: 0,
      bodyTimeout: 0,
    });
    this.#client.on('connect', () => {
      this.#tcpConnection = ++tcpConnections;
      // The request that it was opened for, unless that is also its last.
      this.#requestsOnIt = Math.min(this.#requestsOnIt, 1);
    });
    this.#path = target.pathname + target.search;
    this.#timeoutMs = timeoutMs;
    this.#newHandler = () => new ResponseHandler(known, (outcome) => this.#ended(outcome));
    this.#handler = this.#newHandler();
  }

  /** Sends a request; `done` is called exactly once, unless the connection is destroyed before. */
  send({ headers, perConnection }: OwnPart, done: (exchanged: Exchanged) => void): void {
    this.#startedAt = performance.now();
    this.#done = done;
    this.#handler.begin(this.#startedAt + this.#timeoutMs);
    // The last request on a connection says so: whoever answers closes it, instead of being cut off.
    const reset = this.#requestsOnIt + 1 >= perConnection;
    this.#requestsOnIt = reset ? 0 : this.#requestsOnIt + 1;
    const { method, body } = this.#request;
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

  #ended(ended: Outcome): void {
    // undici takes a reset for the end of a body that ends with its connection, but that one may have been cut short.
    const broken = typeof ended === 'object' ? this.#socket?.errored : null;
    const outcome = broken ? failureCause(broken) : ended;
    if (typeof outcome === 'string') this.#handler = this.#newHandler();
    const durationMs = performance.now() - this.#startedAt;
    this.#done({ outcome, durationMs, connection: this.#tcpConnection });
  }
}
