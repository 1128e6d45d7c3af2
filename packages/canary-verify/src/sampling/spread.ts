/** When each request is due. */
export interface Schedule {
  /** When the request of that number, from 0, is due; on the clock of `performance.now`. */
  dueAt(sequence: number): number;
}

/** So many requests over so much time. */
export interface SpreadOver {
  requests: number;
  ms: number;
}

/**
 * Requests spread over a time: it has an equal part for each, in which the request is due at a moment by chance. Equal distances
 * could keep step with a router that changes with the clock.
 */
export class Spread implements Schedule {
  readonly #startedAt: number;
  readonly #partMs: number;
  readonly #random: () => number;
  #sequence = -1;
  #due = 0;

  /** `startedAt`: on the clock of `performance.now`; `random`: chance, as from Math.random. */
  constructor({ requests, ms }: SpreadOver, startedAt: number, random: () => number) {
    this.#startedAt = startedAt;
    this.#partMs = ms / Math.max(1, requests);
    this.#random = random;
  }

  /** Asked again about the same request, it says the same. */
  dueAt(sequence: number): number {
    if (sequence !== this.#sequence) {
      this.#sequence = sequence;
      this.#due = this.#startedAt + (sequence + this.#random()) * this.#partMs;
    }
    return this.#due;
  }
}
