import { Duplex } from 'node:stream';

/** The events of the connection that undici was given. */
export interface StrandEvents {
  onWritten(bytes: Buffer): void;
  /** It has given the connection up. */
  onLeft(error: Error | null): void;
}

/** A fake socket for undici: bytes to read are pushed into it, and bytes that undici writes are handed on. */
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
    this.#events.onWritten(bytes);
    done();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#events.onLeft(error);
    done(error);
  }
}
