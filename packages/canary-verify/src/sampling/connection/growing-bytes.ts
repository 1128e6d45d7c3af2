const NONE: Buffer = Buffer.alloc(0);

/**
 * Bytes that come in pieces. A list of the pieces would cost a hundred bytes for each: a body of 256 KB in chunks of one byte
 * took 40 MB.
 */
export class GrowingBytes {
  #bytes: Buffer = NONE;
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** Adds a piece. The first one is kept as it is, without a copy. */
  add(piece: Buffer): void {
    if (this.#length === 0) this.#bytes = piece;
    else {
      if (this.#length + piece.length > this.#bytes.length) this.#grow(this.#length + piece.length);
      piece.copy(this.#bytes, this.#length);
    }
    this.#length += piece.length;
  }

  /** All bytes; there are none afterwards. */
  take(): Buffer {
    const taken = this.#bytes.subarray(0, this.#length);
    this.clear();
    // A short piece must not keep alive all that came with it.
    return taken.length < taken.buffer.byteLength / 2 ? Buffer.from(taken) : taken;
  }

  clear(): void {
    this.#bytes = NONE;
    this.#length = 0;
  }

  #grow(least: number): void {
    const before = this.#bytes;
    this.#bytes = Buffer.allocUnsafeSlow(Math.max(least, 2 * this.#length));
    before.copy(this.#bytes, 0, 0, this.#length);
  }
}
