import { type Answer, memoryOf } from '../observation/observation.js';

/** The most memory that answers may take which wait for their turn, in bytes. */
const MOST_HELD_BYTES = 4 * 1024 * 1024;

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
    const bytes = memoryOf(answer);
    this.#bytes.set(item, bytes);
    this.#total += bytes;
  }

  release(item: object): void {
    if (this.#bytes.size === 0) return;
    this.#total -= this.#bytes.get(item) ?? 0;
    this.#bytes.delete(item);
  }
}
