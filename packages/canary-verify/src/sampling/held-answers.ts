import type { Answer } from '../observation/observation.js';

/** The most memory that answers may take which wait for their turn, in bytes. */
const MOST_HELD_BYTES = 8 * 1024 * 1024;

/** A short header takes about so many times its bytes in memory. */
const BYTES_PER_HEADER_BYTE = 8;

/**
 * The memory that answers take while they wait for an older one. Answers that are known are shared, and count nothing: only
 * servers that answer something else each time can fill the memory.
 */
export class HeldAnswers {
  readonly #bytes = new Map<object, number>();
  #total = 0;

  get full(): boolean {
    return this.#total >= MOST_HELD_BYTES;
  }

  hold(item: object, answer: Answer): void {
    const bytes = bytesOf(answer);
    this.#bytes.set(item, bytes);
    this.#total += bytes;
  }

  release(item: object): void {
    if (this.#bytes.size === 0) return;
    this.#total -= this.#bytes.get(item) ?? 0;
    this.#bytes.delete(item);
  }
}

function bytesOf({ headers, body }: Answer): number {
  let bytes = 0;
  for (const [name, value] of Object.entries(headers))
    for (const one of Array.isArray(value) ? value : [value ?? '']) bytes += name.length + one.length;
  return body.length + BYTES_PER_HEADER_BYTE * bytes;
}
