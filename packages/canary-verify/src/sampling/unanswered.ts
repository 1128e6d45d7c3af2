import type { Seat } from './seats.js';

/** Requests without an answer when sampling ended, and the time that such requests have taken. */
export interface Unanswered {
  /** Requests that were still waiting. */
  waiting: number;
  /** How long the first of them had waited, in milliseconds. */
  longestMs: number;
  /** The part of all time under way that was spent on requests without an answer, time-outs too: from 0 to 1. */
  part: number;
}

/** No request was waiting. */
export const NONE_UNANSWERED: Unanswered = { waiting: 0, longestMs: 0, part: 0 };

/** Sums up the time that requests are under way. */
export class TimeUnderWay {
  #answeredMs = 0;
  #timedOutMs = 0;

  add(outcome: unknown, durationMs: number): void {
    if (outcome === 'timeout') this.#timedOutMs += durationMs;
    else this.#answeredMs += durationMs;
  }

  /** `now`: on the clock of `performance.now`. */
  unanswered(seats: readonly Seat[], now: number): Unanswered {
    const waits = seats.flatMap(({ sentAt }) => (sentAt === null ? [] : [now - sentAt]));
    const open = waits.reduce((sum, wait) => sum + wait, this.#timedOutMs);
    return {
      waiting: waits.length,
      longestMs: Math.max(0, ...waits),
      part: open === 0 ? 0 : open / (open + this.#answeredMs),
    };
  }
}
