import type { JumpableRandomGenerator } from 'pure-rand/types/JumpableRandomGenerator';

/**
 * The responses of one run, each from the canary with the same probability and independent of all others.
 *
 * They are drawn only as far as a rule reads and are kept as cumulative counts, so that every rule sees the same ones.
 */
export class Stream {
  readonly #generator: JumpableRandomGenerator;
  /** A draw of 32 bits below this is the canary's: the share is exact to 1 in 2^32. */
  readonly #limit: number;
  #counts = new Uint32Array(4096);
  #drawn = 0;

  constructor(generator: JumpableRandomGenerator, canaryShare: number) {
    this.#generator = generator;
    this.#limit = canaryShare * 2 ** 32;
  }

  /** Responses of the canary among the first `requests`. */
  canary(requests: number): number {
    if (requests > this.#drawn) this.#draw(requests);
    return this.#counts[requests] ?? 0;
  }

  #draw(requests: number): void {
    if (requests >= this.#counts.length) this.#grow(requests + 1);
    const counts = this.#counts;
    let count = counts[this.#drawn] ?? 0;
    while (this.#drawn < requests) {
      if (this.#generator.next() >>> 0 < this.#limit) count++;
      counts[++this.#drawn] = count;
    }
  }

  #grow(length: number): void {
    const larger = new Uint32Array(Math.max(length, 2 * this.#counts.length));
    larger.set(this.#counts);
    this.#counts = larger;
  }
}
