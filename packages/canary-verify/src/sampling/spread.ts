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

/** The shortest and the longest distance between two requests, as parts of the mean. */
const SHORTEST = 0.75;
const LONGEST = 1.25;

/**
 * Requests spread evenly over a time, at distances by chance. Equal distances could keep step with a router that changes with the
 * clock; short ones would bring responses that depend on one another.
 */
export class Spread implements Schedule {
  readonly #betweenMs: number;
  readonly #random: () => number;
  #sequence = 0;
  #due: number;

  /** `startedAt`: on the clock of `performance.now`; `random`: chance, as from Math.random. */
  constructor({ requests, ms }: SpreadOver, startedAt: number, random: () => number) {
    this.#betweenMs = ms / Math.max(1, requests);
    this.#random = random;
    this.#due = startedAt + random() * this.#betweenMs;
  }

  /** Asked again about the same request, it says the same. Earlier requests are forgotten. */
  dueAt(sequence: number): number {
    for (; this.#sequence < sequence; this.#sequence++)
      this.#due += (SHORTEST + this.#random() * (LONGEST - SHORTEST)) * this.#betweenMs;
    return this.#due;
  }
}

/** The time to spread so many requests over, so that they are independent if those within `alikeMs` are not. */
export function neededOver(alikeMs: number, requests: number): number {
  return (alikeMs / SHORTEST) * requests;
}
