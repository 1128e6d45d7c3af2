/**
 * A constant rate: each request is due at its own moment, whether or not the earlier ones have been answered, and its
 * duration counts from there. So a server that stalls cannot hide that others would have waited (coordinated omission).
 */
export class Pace {
  readonly #startedAt: number;
  readonly #betweenMs: number;

  /** `rate`: requests per second; `startedAt`: on the clock of `performance.now`. */
  constructor(rate: number, startedAt: number) {
    this.#startedAt = startedAt;
    this.#betweenMs = 1000 / rate;
  }

  /** When the request of that number, from 0, is due. */
  dueAt(sequence: number): number {
    return this.#startedAt + sequence * this.#betweenMs;
  }
}
