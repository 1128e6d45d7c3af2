import type { Schedule } from './spread.js';

/**
 * A constant rate. It avoids coordinated omission: each request is due at its own moment, and its duration
 * counts from then, not from when it was sent.
 */
export class Pace implements Schedule {
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
