import { Client, type Dispatcher } from 'undici';
import type { Answer, FailureCause } from '../observation.js';
import { failureCause, TimedOut } from './failure-cause.js';

/** More of a body than this is not needed to know the version, and is cut off. */
const MOST_BODY_BYTES = 256 * 1024;

export interface Destination {
  target: URL;
  /** The address to connect to, resolved beforehand. */
  address: { address: string; family: number };
  timeoutMs: number;
}

export type Outcome = Answer | FailureCause;

/** Sends one request after the other, each over a new TCP connection. */
export class Connection {
  readonly #client: Client;
  readonly #path: string;
  readonly #timeoutMs: number;
  #exchange: Exchange | null = null;

  constructor({ target, address, timeoutMs }: Destination) {
    this.#client = new Client(target.origin, {
      // No keep-alive: each request asks for the connection to be closed after its response.
      pipelining: 0,
      connect: {
        timeout: timeoutMs,
        lookup: (_host, { all }, found) =>
          all ? found(null, [address]) : found(null, address.address, address.family),
      },
      headersTimeout: 0,
      bodyTimeout: 0,
    });
    this.#path = target.pathname + target.search;
    this.#timeoutMs = timeoutMs;
  }

  /** Sends a GET request; `done` is called exactly once, unless the connection is destroyed before. */
  send(
    headers: Readonly<Record<string, string>>,
    done: (outcome: Outcome, durationMs: number) => void,
  ): void {
    const startedAt = performance.now();
    this.#exchange = new Exchange(startedAt + this.#timeoutMs, (outcome) => {
      this.#exchange = null;
      done(outcome, performance.now() - startedAt);
    });
    this.#client.dispatch({ path: this.#path, method: 'GET', headers }, this.#exchange);
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
      body: Buffer.concat(this.#body).toString(),
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
    controller.abort(new TimedOut(cause));
  }

  #finish(outcome: Outcome): void {
    const done = this.#done;
    this.silence();
    done(outcome);
  }
}
