import type { Socket } from 'node:net';
import type { ConnectionTarget } from '../connection/connection.js';
import { ResponseHandler, type WireOutcome } from '../connection/response-handler.js';
import { Client, errors } from '../connection/undici.js';
import { MOST_KNOWN_BYTES } from './known-exchanges.js';
import { Strand } from './strand.js';

/** A request whose answer is to be read. */
export interface ReadRequest {
  headers: string[];
  /** The connection ends with it. */
  last: boolean;
}

/** The state of undici's connection after an answer: open, closed with the answer, or broken by bytes behind it. */
export type Afterwards = 'open' | 'closed' | 'broken';

/** The results of a reading. */
export interface ReaderEvents {
  /** Bytes of the request, as undici writes it. */
  onWritten(bytes: Buffer): void;
  onOutcome(outcome: WireOutcome, afterwards: Afterwards): void;
}

/** Lets undici read answers out of bytes that others have received, and write requests that nobody has written before. */
export class AnswerReader {
  readonly #destination: ConnectionTarget;
  readonly #path: string;
  readonly #events: ReaderEvents;
  #client: Client | null = null;
  #handler: ResponseHandler;
  #strand: Strand | null = null;
  /**
   * Bytes received before undici has written the request. They are held back, because undici could not match them
   * to a request yet.
   */
  #held: (Buffer | null)[] | null = null;
  #request: Buffer[] = [];
  /** Its first bytes, as many as may be known when they come again. */
  #answer: Buffer[] = [];
  #length = 0;
  #afterwards: Afterwards = 'open';

  constructor(destination: ConnectionTarget, events: ReaderEvents) {
    const { target } = destination;
    this.#destination = destination;
    this.#path = target.pathname + target.search;
    this.#events = events;
    this.#handler = this.#newHandler();
  }

  /** Begins to read the answer to a request. */
  read({ headers, last }: ReadRequest): void {
    this.#client ??= this.#newClient();
    this.#held = [];
    this.#request = [];
    this.#answer = [];
    this.#length = 0;
    this.#afterwards = 'open';
    this.#handler.begin();
    const { method, body } = this.#destination.request;
    this.#client.dispatch({ path: this.#path, method, body, headers, reset: last }, this.#handler);
  }

  /** Bytes of the answer. */
  feed(bytes: Buffer): void {
    const kept = Buffer.from(bytes);
    this.#length += kept.length;
    if (this.#length <= MOST_KNOWN_BYTES) this.#answer.push(kept);
    this.#push(kept);
  }

  /** No more bytes come. */
  end(): void {
    this.#push(null);
  }

  #push(bytes: Buffer | null): void {
    if (this.#held === null) this.#strand?.push(bytes);
    else this.#held.push(bytes);
  }

  /** The number of bytes of the answer that have come. */
  get length(): number {
    return this.#length;
  }

  /** The request as undici wrote it. */
  get request(): string {
    return Buffer.concat(this.#request).toString('latin1');
  }

  /** The answer as it came; null if it is too long to be known when it comes again. */
  get answer(): readonly Buffer[] | null {
    return this.#length <= MOST_KNOWN_BYTES ? this.#answer : null;
  }

  /** The connection that the bytes came from is no more; no answer is being read. */
  leave(): void {
    const strand = this.#strand;
    this.#strand = null;
    strand?.destroy();
  }

  /** Gives up the current reading and reports nothing more of it. */
  abandon(): void {
    this.#handler.silence();
    this.#handler = this.#newHandler();
    void this.destroy();
  }

  async destroy(): Promise<void> {
    this.#handler.silence();
    const client = this.#client;
    this.#client = null;
    this.#strand = null;
    await client?.destroy();
  }

  #newHandler(): ResponseHandler {
    // Only then is undici done with the answer, and whatever stands behind it.
    const handler = new ResponseHandler((outcome) => {
      queueMicrotask(() => handler === this.#handler && this.#events.onOutcome(outcome, this.#afterwards));
    });
    return handler;
  }

  #newClient(): Client {
    return new Client(this.#destination.target.origin, {
      pipelining: 1,
      connect: (_, done) => {
        const strand = new Strand({
          onWritten: (bytes) => this.#written(bytes),
          onLeft: (error) => this.#left(strand, error),
        });
        this.#strand = strand;
        // undici does not go on before it has returned. What it asks of a connection, a stream has.
        queueMicrotask(() => done(null, strand as unknown as Socket));
      },
      headersTimeout: 0,
      bodyTimeout: 0,
    });
  }

  #written(bytes: Buffer): void {
    this.#request.push(bytes);
    this.#events.onWritten(bytes);
    const held = this.#held;
    // undici counts the request as under way only when its write has returned. The end of the stream would be read at once.
    if (held !== null) queueMicrotask(() => this.#release(held));
  }

  #release(held: (Buffer | null)[]): void {
    if (this.#held !== held) return;
    this.#held = null;
    for (const kept of held) this.#push(kept);
  }

  /** undici leaves a connection that has had its last answer with an error that says only so. */
  #left(strand: Strand, error: Error | null): void {
    if (strand !== this.#strand) return;
    this.#strand = null;
    this.#afterwards = error instanceof errors.InformationalError ? 'closed' : 'broken';
  }
}
