import type { Socket } from 'node:net';
import { MOST_ANSWER_BYTES } from '../observation/observation.js';
import type { Connection, ConnectionTarget, FinishedRequest, OwnPart } from './connection/connection.js';
import { connector } from './connection/connector.js';
import { failureCause } from './connection/failure-cause.js';
import { holdForStreams } from './connection/held-sessions.js';
import { ResponseHandler, type WireOutcome } from './connection/response-handler.js';
import { nextTcpConnection } from './connection/tcp-connections.js';
import { Client, sessionOver } from './connection/undici.js';

/** Speaks HTTP/2, or HTTP/1.1 with a server that agrees to no more. */
export class Http2Connection implements Connection {
  readonly #destination: ConnectionTarget;
  readonly #path: string;
  #client: Client;
  #handler: ResponseHandler;
  #onFinished: (finished: FinishedRequest) => void = () => {};
  #since = 0;
  #deadline = 0;
  #socket: Socket | null = null;
  #tcpConnection = 0;
  #requestsOnIt = 0;
  #bytesBefore = 0;

  constructor(destination: ConnectionTarget) {
    const { target } = destination;
    this.#destination = destination;
    this.#path = target.pathname + target.search;
    this.#client = this.#newClient();
    this.#handler = this.#newHandler();
  }

  send(
    { headers, perConnection, since, now }: OwnPart,
    onFinished: (finished: FinishedRequest) => void,
  ): void {
    const { request, timeoutMs } = this.#destination;
    this.#since = since;
    this.#onFinished = onFinished;
    this.#deadline = now + timeoutMs;
    this.#handler.begin();
    // HTTP/2 has no header that says so: whoever has had its last request is left.
    if (this.#requestsOnIt >= perConnection) this.#leave();
    this.#requestsOnIt++;
    this.#bytesBefore = this.#socket?.bytesRead ?? 0;
    const { method, body } = request;
    this.#client.dispatch({ path: this.#path, method, body, headers }, this.#handler);
  }

  checkDeadline(now: number): void {
    // Before the connection stands there is nothing to break off yet; the connect time-out watches over that.
    if (now >= this.#deadline) this.#handler.breakOff('timeout');
    else if (this.#bytesRead > MOST_ANSWER_BYTES) this.#breakConnection();
  }

  async destroy(): Promise<void> {
    this.#handler.silence();
    await this.#client.destroy();
  }

  /** Bytes that came over the connection since the request was sent: frames of every kind, which undici hides. */
  get #bytesRead(): number {
    return (this.#socket?.bytesRead ?? 0) - this.#bytesBefore;
  }

  /** The server sends without end, what ends with one stream would go on. */
  #breakConnection(): void {
    this.#handler.breakOff('malformed');
    this.#leave();
  }

  #newHandler(): ResponseHandler {
    return new ResponseHandler((outcome) => this.#ended(outcome));
  }

  #newClient(): Client {
    const connect = connector(this.#destination);
    const client = new Client(this.#destination.target.origin, {
      pipelining: 1,
      allowH2: true,
      connect: (options, done) =>
        connect(options, (...opened) => {
          this.#socket = opened[1];
          this.#bytesBefore = 0;
          done(...opened);
        }),
      headersTimeout: 0,
      bodyTimeout: 0,
    });
    return client.on('connect', () => {
      const session = this.#socket && sessionOver(this.#socket);
      if (session) holdForStreams(session);
      this.#tcpConnection = nextTcpConnection();
      // The request that it was opened for, unless that is also its last.
      this.#requestsOnIt = Math.min(this.#requestsOnIt, 1);
    });
  }

  #leave(): void {
    void this.#client.destroy();
    this.#client = this.#newClient();
    this.#socket = null;
    this.#requestsOnIt = 0;
  }

  #ended(ended: WireOutcome): void {
    // undici takes a reset for the end of a body that ends with its connection, but that one may have been cut short.
    const broken = typeof ended === 'object' ? this.#socket?.errored : null;
    const outcome = broken ? failureCause(broken) : ended;
    if (typeof outcome === 'string') this.#handler = this.#newHandler();
    const durationMs = performance.now() - this.#since;
    const sentAt = performance.timeOrigin + this.#since;
    this.#onFinished({ outcome, sentAt, durationMs, connection: this.#tcpConnection, known: false });
  }
}
