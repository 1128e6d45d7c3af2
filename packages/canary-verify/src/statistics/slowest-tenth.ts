import type { Track } from '../expectation.js';
import {
  answerOdds,
  BATCH,
  type OddsAnswer,
  type OddsEvidence,
  type OddsTest,
  observe,
  oddsEvidence,
  oddsRatio,
} from './odds-test.js';

/**
 * What the response times so far say about "the canary is slower": the odds test, with a response called bad when it would
 * have been among the slowest tenth of the batch before its own.
 *
 * Only the order of durations matters. So it needs no limit in milliseconds and no model of their distribution, and after
 * a slow spell has begun for both versions the limit follows within a batch.
 *
 * The limit comes from the batch before, so that it is fixed when a batch begins, and the test is exactly the odds test.
 * Cut by its own slowest tenth, a batch would tell something about the response at the edge, too, which the test does not
 * account for: the e-value of "no worse than 4 times" then has a mean of up to 1.05 per batch instead of 1, and gathers false
 * evidence. The price is the first batch, which only sets the limit.
 */
export interface LatencyEvidence {
  odds: OddsEvidence;
  /** The duration in ms from which on a response is slow; null in the first batch. */
  slowFrom: number | null;
  /** The durations of the batch being filled, in ms, and their number. */
  durations: Float64Array;
  filled: number;
}

/** Responses of a batch that are called slow when all durations differ. */
const SLOW: number = Math.floor(BATCH / 10);

/** No evidence yet, to be gathered for this test. */
export function latencyEvidence(test: OddsTest): LatencyEvidence {
  return { odds: oddsEvidence(test), slowFrom: null, durations: new Float64Array(BATCH), filled: 0 };
}

/** Counts one response, in place; in the order in which the requests were sent. Its duration is finite, in ms. */
export function observeDuration(evidence: LatencyEvidence, track: Track, durationMs: number): void {
  const { odds, slowFrom, durations } = evidence;
  if (slowFrom !== null) observe(odds, track, durationMs >= slowFrom);
  durations[evidence.filled] = durationMs;
  evidence.filled++;
  if (evidence.filled < BATCH) return;
  evidence.slowFrom = slowestTenthFrom(durations.sort());
  evidence.filled = 0;
}

/**
 * The duration at which the slowest tenth of a sorted batch begins.
 *
 * Equal durations across the edge of the tenth are all slow or none is, whichever comes nearer to a tenth; but somebody
 * always is slow. Otherwise a canary with more than a tenth of the traffic that always takes 9 ms would not stand out against
 * a stable version that always takes 7 ms.
 */
function slowestTenthFrom(sorted: Float64Array): number {
  const edge = sorted[BATCH - SLOW] ?? Number.NaN;
  const afterEdge = sorted.lastIndexOf(edge) + 1;
  const withEdge = BATCH - sorted.indexOf(edge);
  const withoutEdge = BATCH - afterEdge;
  const leaveOut = withoutEdge > 0 && SLOW - withoutEdge < withEdge - SLOW;
  return (leaveOut ? sorted[afterEdge] : edge) ?? Number.NaN;
}

/** The answer now, for evidence gathered for this test; `worse` means slower, at the limits there have been. */
export function answerLatency(test: OddsTest, evidence: LatencyEvidence): OddsAnswer {
  return answerOdds(test, evidence.odds);
}

/** Effect size: the odds of a slow response, canary to stable; null while it cannot be said. */
export function latencyOddsRatio(evidence: LatencyEvidence): number | null {
  return oddsRatio(evidence.odds);
}
