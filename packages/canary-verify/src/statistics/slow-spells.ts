import type { Track } from '../terms/track.js';
import {
  answerOdds,
  type OddsAnswer,
  type OddsEvidence,
  type OddsTest,
  observe,
  oddsEvidence,
  oddsRatio,
} from './odds-test.js';

/**
 * What the response times so far say about "the canary is slower": the odds test, with a response called bad when it begins a
 * slow spell. A slow response would have been among the slowest tenth of the window of responses before its own; its spell lasts
 * from its dispatch to its last byte, and slow responses that were sent within it, by either version, belong to it.
 *
 * A replica that pauses once (garbage collection, a busy machine) slows down each request that waits for it, and with 50
 * connections soon all of them do. Counted one by one, these would look like 50 proofs: a canary of one replica that paused for
 * 60 ms was called slower in 5 of 40 runs. As one spell they are one.
 *
 * Only the order of durations matters, and which of them overlap. So it needs no limit in milliseconds and no model of their
 * distribution, and after a slow spell has begun for both versions the limit follows within a window. For versions that are
 * alike, who begins a spell is a fair draw from the batch, since neither spell nor limit depends on who answered.
 *
 * The limit comes from the window before, so that it is fixed when a response comes, and the test is exactly the odds test.
 * Cut by its own slowest tenth, a window would tell something about the response at the edge, too, which the test does not
 * account for: the e-value of "no worse than 4 times" then has a mean of up to 1.05 per window instead of 1, and gathers false
 * evidence. The price is the first window, which only sets the limit.
 */
export interface LatencyEvidence {
  odds: OddsEvidence;
  /** The duration in ms from which on a response is slow; null in the first window. */
  slowFrom: number | null;
  /** Until when a slow response belongs to a spell that has begun; on the clock of the responses, in ms. */
  spellUntil: number;
  /** The durations of the window being filled, in ms, and their number. */
  durations: Float64Array;
  filled: number;
}

/**
 * Responses in a window. About as many as in a batch, but a prime number: a balancer that takes its servers in turn would
 * otherwise begin each window with the same version, which then begins whichever spell a new limit finds. With windows of 50
 * and ten servers a healthy canary was called worse in 2 to 3 % of simulated runs, with those of 47 in at most 1 %.
 */
export const WINDOW = 47;

/** Responses of a window that are called slow when all durations differ. */
const SLOW: number = Math.ceil(WINDOW / 10);

/** No evidence yet, to be gathered for this test. */
export function latencyEvidence(test: OddsTest): LatencyEvidence {
  return {
    odds: oddsEvidence(test),
    slowFrom: null,
    spellUntil: Number.NEGATIVE_INFINITY,
    durations: new Float64Array(WINDOW),
    filled: 0,
  };
}

/** When a request was sent, in ms on any one clock, and how long its response took, in ms; both are finite. */
export interface Timing {
  sentAt: number;
  durationMs: number;
}

/** Counts one response, in place; in the order in which the requests were sent. */
export function observeDuration(evidence: LatencyEvidence, track: Track, timing: Timing): void {
  const { odds, slowFrom, durations } = evidence;
  const { sentAt, durationMs } = timing;
  if (slowFrom !== null) {
    const beginsSpell = durationMs >= slowFrom && sentAt >= evidence.spellUntil;
    if (beginsSpell) evidence.spellUntil = sentAt + durationMs;
    observe(odds, track, beginsSpell);
  }
  durations[evidence.filled] = durationMs;
  evidence.filled++;
  if (evidence.filled < WINDOW) return;
  evidence.slowFrom = slowestTenthFrom(durations.sort());
  evidence.filled = 0;
}

/**
 * The duration at which the slowest tenth of a sorted window begins.
 *
 * Equal durations across the edge of the tenth are all slow or none is, whichever comes nearer to a tenth; but somebody
 * always is slow. Otherwise a canary with more than a tenth of the traffic that always takes 9 ms would not stand out against
 * a stable version that always takes 7 ms.
 */
function slowestTenthFrom(sorted: Float64Array): number {
  const edge = sorted[WINDOW - SLOW] ?? Number.NaN;
  const afterEdge = sorted.lastIndexOf(edge) + 1;
  const withEdge = WINDOW - sorted.indexOf(edge);
  const withoutEdge = WINDOW - afterEdge;
  const leaveOut = withoutEdge > 0 && SLOW - withoutEdge < withEdge - SLOW;
  return (leaveOut ? sorted[afterEdge] : edge) ?? Number.NaN;
}

/** The answer now, for evidence gathered for this test; `worse` means slow more often, at the limits there have been. */
export function answerLatency(test: OddsTest, evidence: LatencyEvidence): OddsAnswer {
  return answerOdds(test, evidence.odds);
}

/** Effect size: the odds of beginning a slow spell, canary to stable; null while it cannot be said. */
export function latencyOddsRatio(evidence: LatencyEvidence): number | null {
  return oddsRatio(evidence.odds);
}
