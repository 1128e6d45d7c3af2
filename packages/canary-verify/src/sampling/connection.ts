import type { Socket } from 'node:net';
import { Client, type Dispatcher } from 'undici';
import { type Answer, type FailureCause, MOST_BODY_BYTES } from '../observation.js';
import type { RequestSettings } from '../request.js';
import { connector } from './connector.js';
import { BrokenOff, failureCause } from './failure-cause.js';

export interface Destination {
  target: URL;
  /** The address to connect to, resolved beforehand; null when the way is a socket of the file system. */
  address: { address: string; family: number } | null;
  request: RequestSettings;
  timeoutMs: number;
  /** Sends several requests over one TCP connection, or opens a new one for each. */
  reuse: boolean;
}

/** One request's outcome, and over which TCP connection it came. */
export interface Exchanged {
  outcome: Outcome;
  durationMs: number;
  /** The TCP connection's number within the process. */
  connection: number;
}

/**
 * A reused TCP connection is given up after so many requests: each new one is routed anew even by a proxy that routes
 * connections, so the first responses of all of them show the split in any case.
 */
const REQUESTS_PER_CONNECTION = 10;

let tcpConnections = 0;

export type Outcome = Answer | FailureCause;

/** Sends one request after the other. */
export class Connection {
  readonly #client: Client;
  readonly #path: string;
  readonly #timeoutMs: number;
  readonly #request: RequestSettings;
  readonly #requestsPerConnection: number;
  #exchange: Exchange | null = null;
  #socket: Socket | null = null;
  #tcpConnection = 0;
  #requestsOnIt = 0;

  constructor(destination: Destination) {
    const { target, timeoutMs, request, reuse } = destination;
    this.#request = request;
    this.#requestsPerConnection = reuse ? REQUESTS_PER_CONNECTION : 1;
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
  }

  /** Sends a request; `done` is called exactly once, unless the connection is destroyed before. */
  send(headers: Readonly<Record<string, string>>, done: (exchanged: Exchanged) => void): void {
    const startedAt = performance.now();
    this.#exchange = new Exchange(startedAt + this.#timeoutMs, (ended) => {
      this.#exchange = null;
      // undici takes a reset for the end of a body that ends with its connection, but that one may have been cut short.
      const broken = typeof ended === 'object' ? this.#socket?.errored : null;
      const outcome = broken ? failureCause(broken) : ended;
      done({ outcome, durationMs: performance.now() - startedAt, connection: this.#tcpConnection });
    });
    // The last request on a connection says so: whoever answers closes it, instead of being cut off.
    const reset = this.#requestsOnIt + 1 >= this.#requestsPerConnection;
    this.#requestsOnIt = reset ? 0 : this.#requestsOnIt + 1;
    const { method, body } = this.#request;
    this.#client.dispatch({ path: this.#path, method, body, headers, reset }, this.#exchange);
  }

  /** Breaks off a request that has run out of time. */
  checkDeadline(now: number): void {
    this.#exchange?.checkDeadline(now);
  }

  /** Closes at once, whatever is under way. */
  async destroy(): Promise<void> {
    this.#exchange?.silence();
    await this.#client.destroy();
  }
}

/** One request and its response. */
class Exchange implements Dispatcher.DispatchHandler {
  readonly #deadline: number;
  #done: (outcome: Outcome) => void;
  #controller: Dispatcher.DispatchController | null = null;
  #status = 0;
  #headers: Answer['headers'] = {};
  #body: Buffer[] = [];
  #bytes = 0;

  constructor(deadline: number, done: (outcome: Outcome) => void) {
    this.#deadline = deadline;
    this.#done = done;
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
  }

  onResponseStart(_: Dispatcher.DispatchController, status: number, headers: Answer['headers']): void {
    this.#status = status;
    this.#headers = headers;
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#body.push(chunk);
    this.#bytes += chunk.length;
    if (this.#bytes > MOST_BODY_BYTES) this.#breakOff(controller, 'malformed');
  }

  onResponseEnd(): void {
    this.#finish({
      status: this.#status,
      headers: this.#headers,
      body: Buffer.concat(this.#body),
    });
  }

  onResponseError(_: Dispatcher.DispatchController, error: Error): void {
    this.#finish(failureCause(error));
  }

  checkDeadline(now: number): void {
    // Before the connection stands there is no controller yet; the connect time-out watches over that.
    if (now >= this.#deadline && this.#controller !== null) this.#breakOff(this.#controller, 'timeout');
  }

  silence(): void {
    this.#done = () => {};
  }

  #breakOff(controller: Dispatcher.DispatchController, cause: FailureCause): void {
    this.#finish(cause);
    controller.abort(new BrokenOff(cause));
  }

  #finish(outcome: Outcome): void {
    const done = this.#done;
    this.silence();
    done(outcome);
  }
}
