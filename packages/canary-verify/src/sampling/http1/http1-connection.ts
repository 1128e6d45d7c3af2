import { performance } from 'node:perf_hooks';
import { MOST_ANSWER_BYTES } from '../../observation/observation.js';
import type { Connection, ConnectionTarget, FinishedRequest, OwnPart } from '../connection/connection.js';
import { failureCause } from '../connection/failure-cause.js';
import type { WireOutcome } from '../connection/response-handler.js';
import { nextTcpConnection } from '../connection/tcp-connections.js';
import { type Afterwards, AnswerReader, type ReadRequest } from './answer-reader.js';
import { ARRIVING } from './known-bytes.js';
import type { KnownExchange, KnownExchanges } from './known-exchanges.js';
import { newWire } from './new-wire.js';
import type { Wire, WireEvents } from './wire.js';

/**
 * `idle`: no request is under way. `opening`: one waits for the connection. `sent`: bytes that were known were sent, and
 * nothing has come yet. `reading`: undici reads the answer.
 */
type State = 'idle' | 'opening' | 'sent' | 'reading';

/** A connection that was idle for longer is not used again: its server may be about to close it. */
const MOST_IDLE_MS = 1_000;

/** The zero of `performance.now`, in milliseconds since 1970. */
const BEGINNING = performance.timeOrigin;

/**
 * Sends what undici wrote before, and knows answers that undici read before by their bytes. Whatever else comes, undici
 * reads: a new answer, one in pieces, one that is broken. So answers are judged by undici alone, but each only once.
 */
export class Http1Connection implements Connection {
  readonly #destination: ConnectionTarget;
  readonly #known: KnownExchanges;
  readonly #reader: AnswerReader;
  readonly #heard: WireEvents;
  #state: State = 'idle';
  #wire: Wire | null = null;
  /** The one that is open, and those that are closed or about to be: the next connection is opened with one of them. */
  readonly #wires: Wire[] = [];
  #requestsOnIt = 0;
  #tcpConnection = 0;
  #request: ReadRequest = { headers: [], last: false };
  #exchange: KnownExchange;
  /** Nobody has written this request before: undici does. */
  #unwritten = false;
  /** The other side sends nothing more of the answer that is being read. */
  #over = false;
  #onFinished: (finished: FinishedRequest) => void = () => {};
  #since = 0;
  #deadline = 0;
  #idleSince = 0;

  constructor(destination: ConnectionTarget, known: KnownExchanges) {
    this.#destination = destination;
    this.#known = known;
    this.#exchange = known.of(this.#request.headers, false);
    this.#reader = new AnswerReader(destination, {
      // undici only repeats bytes that have been sent already.
      onWritten: (bytes) => this.#unwritten && this.#wire?.write(bytes.toString('latin1')),
      onOutcome: (outcome, afterwards) => this.#read(outcome, afterwards),
    });
    this.#heard = {
      onOpened: () => {
        this.#tcpConnection = nextTcpConnection();
        this.#write();
      },
      onArrived: (count) => this.#arrived(count),
      onEnded: () => this.#wireEnded(),
      onFailed: (error) => (this.#state === 'idle' ? this.#hangUp() : this.#ended(failureCause(error))),
    };
  }

  send(
    { headers, perConnection, since, now }: OwnPart,
    onFinished: (finished: FinishedRequest) => void,
  ): void {
    this.#since = since;
    this.#onFinished = onFinished;
    this.#deadline = now + this.#destination.timeoutMs;
    if (this.#wire !== null && now - this.#idleSince > MOST_IDLE_MS) this.#hangUp();
    const last = ++this.#requestsOnIt >= perConnection;
    this.#request = { headers, last };
    this.#exchange = this.#known.of(headers, last);
    if (this.#wire === null) this.#open();
    else this.#write();
  }

  checkDeadline(now: number): void {
    if (this.#state !== 'idle' && now >= this.#deadline) this.#ended('timeout');
  }

  async destroy(): Promise<void> {
    this.#state = 'idle';
    this.#hangUp();
    await this.#reader.destroy();
  }

  #open(): void {
    this.#state = 'opening';
    this.#wire = this.#wires.find(({ ready }) => ready) ?? this.#anotherWire();
    this.#wire.open();
  }

  #anotherWire(): Wire {
    const wire = newWire(this.#destination, this.#heard);
    this.#wires.push(wire);
    return wire;
  }

  #write(): void {
    const { request } = this.#exchange;
    this.#unwritten = request === null;
    if (request === null) {
      this.#beginReading();
      return;
    }
    this.#state = 'sent';
    this.#wire?.write(request);
  }

  #arrived(count: number): void {
    if (this.#state === 'sent') {
      const known = this.#exchange.answerOf(count);
      if (known !== undefined) {
        this.#ended(known.answer, known.closes);
        return;
      }
      this.#beginReading();
    }
    if (this.#state === 'reading') this.#feed(count);
    // Nobody has asked for these bytes: they must not pass for the answer to the next request.
    else this.#hangUp();
  }

  #beginReading(): void {
    this.#state = 'reading';
    this.#over = false;
    this.#reader.read(this.#request);
  }

  #feed(count: number): void {
    if (this.#reader.length + count > MOST_ANSWER_BYTES) this.#ended('malformed');
    else this.#reader.feed(ARRIVING.subarray(0, count));
  }

  #wireEnded(): void {
    if (this.#state === 'reading') {
      this.#over = true;
      this.#reader.end();
    } else if (this.#state === 'sent') this.#ended('reset');
    else this.#hangUp();
  }

  /** undici has read an answer, or found that it is none. */
  #read(outcome: WireOutcome, afterwards: Afterwards): void {
    if (this.#state !== 'reading') return;
    // What is half an answer when no more comes has been cut off: undici calls it malformed.
    if (outcome === 'malformed' && this.#over) {
      this.#ended('reset', true);
      return;
    }
    const closes = afterwards !== 'open';
    if (typeof outcome === 'object' && afterwards !== 'broken') {
      const { request, answer } = this.#reader;
      this.#exchange.request ??= request;
      if (answer !== null) this.#exchange.learn(answer, { answer: outcome, closes });
    }
    this.#ended(outcome, closes);
  }

  /** `closes`: the connection ends with the answer. */
  #ended(outcome: WireOutcome, closes = false): void {
    const wasRead = this.#state === 'reading';
    this.#state = 'idle';
    if (typeof outcome === 'string') {
      if (wasRead) this.#reader.abandon();
      this.#hangUp();
    } else if (closes || this.#request.last) this.#hangUp();
    const now = performance.now();
    this.#idleSince = now;
    const sentAt = BEGINNING + this.#since;
    const durationMs = now - this.#since;
    this.#onFinished({ outcome, sentAt, durationMs, connection: this.#tcpConnection, known: !wasRead });
  }

  #hangUp(): void {
    this.#wire?.close();
    this.#wire = null;
    this.#requestsOnIt = 0;
    this.#reader.leave();
  }
}
