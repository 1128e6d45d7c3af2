import { Duplex } from 'node:stream';

/** What undici does with the connection that it has been given. */
export interface StrandEvents {
  written(bytes: Buffer): void;
  /** It has given the connection up. */
  left(error: Error | null): void;
}

/** What undici takes for a connection: what it reads is pushed, what it writes is handed on. */
export class Strand extends Duplex {
  readonly #events: StrandEvents;

  constructor(events: StrandEvents) {
    super();
    this.#events = events;
    // undici hears of errors; before it listens nobody does.
    this.on('error', () => {});
  }

  override _read(): void {}

  override _write(bytes: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.#events.written(bytes);
    done();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#events.left(error);
    done(error);
  }
}
