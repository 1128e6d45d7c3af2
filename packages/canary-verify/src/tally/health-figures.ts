import type { RecordableHistogram } from 'node:perf_hooks';
import { answerErrorLimit, type ErrorLimitAnswer, type ErrorLimitTest } from '../statistics/error-limit.js';
import { answerOdds, type OddsAnswer, oddsRatio } from '../statistics/odds-test.js';
import { answerLatency, latencyOddsRatio } from '../statistics/slow-spells.js';
import type { Count, Fraction, Milliseconds } from '../terms/quantities.js';
import type { Track } from '../terms/track.js';
import type { HealthRecord, Suspected } from './health.js';

/** The canary beside the stable version, as data. */
export interface Health {
  errors: {
    /** `no worse`: less than `worseRatio` times the odds. Unknown failures could not change it. */
    verdict: OddsAnswer;
    /**
     * Odds of a failure, canary to stable; 1 is no difference; null while it cannot be said.
     * @minimum 0
     */
    oddsRatio: number | null;
    stable: ErrorCount;
    canary: ErrorCount;
    /** Failed requests of which it is not known whose they are. */
    unknown: Count;
    /** The canary's errors against a limit; null if none was given. */
    limit: ErrorLimit | null;
  };
  latency: {
    verdict: OddsAnswer;
    /**
     * Odds of beginning a slow spell, canary to stable; null while it cannot be said.
     * @minimum 0
     */
    oddsRatio: number | null;
    stable: Percentiles | null;
    canary: Percentiles | null;
  };
  /**
   * `no worse` means less than this multiple of the stable version's odds.
   * @minimum 1
   */
  worseRatio: number;
  /** Replicas of the canary that named themselves. One alone cannot be told from its host. */
  canaryReplicas: Count;
}

/** Requests of known origin, and those of them that failed. */
export interface ErrorCount {
  requests: Count;
  failed: Count;
}

/** What is shown of the canary's errors. Unknown failures count as its own for `below`. */
export interface ErrorLimit {
  limit: Fraction;
  verdict: ErrorLimitAnswer;
}

/** Milliseconds within which so many of a hundred responses came. */
export interface Percentiles {
  p50: Milliseconds;
  p90: Milliseconds;
  p99: Milliseconds;
  max: Milliseconds;
}

/**
 * The canary's health so far; null unless both versions have answered. `mixed`: both versions answer at the same times. Where a
 * version answers for a while and then the other does, whatever happens at one time happens to one of them, so nothing is known.
 */
export function healthOf(record: HealthRecord, limit: ErrorLimitTest | null, mixed: boolean): Health | null {
  const { test, errors, latency, requests, failed, durations } = record;
  if (requests.stable === 0 || requests.canary === 0) return null;
  const known = (answer: OddsAnswer): OddsAnswer => (mixed ? answer : 'undecided');
  const slower = answerWhole(latency, (evidence) => answerLatency(test, evidence));
  const errorCount = (track: Track) => ({ requests: requests[track], failed: failed[track] });
  return {
    errors: {
      verdict: known(answerWhole(errors, (evidence) => answerOdds(test, evidence))),
      oddsRatio: oddsRatio(errors.known),
      stable: errorCount('stable'),
      canary: errorCount('canary'),
      unknown: record.unknown,
      limit: limit === null ? null : { limit: limit.limit, verdict: errorLimitAnswer(record, limit) },
    },
    latency: {
      verdict: known(slower === 'worse' && !isMuchSlower(record) ? 'undecided' : slower),
      oddsRatio: latencyOddsRatio(latency.known),
      stable: percentiles(durations.stable),
      canary: percentiles(durations.canary),
    },
    worseRatio: test.worstRatio,
    canaryReplicas: record.canaryReplicas.size,
  };
}

/** What is shown of the canary's errors so far. */
export function errorLimitAnswer(
  { requests, failed, unknown }: HealthRecord,
  limit: ErrorLimitTest,
): ErrorLimitAnswer {
  return answerErrorLimit(limit, { requests: requests.canary, failed: failed.canary, unknown });
}

/** An answer holds only if no share of what is unknown could change it. */
function answerWhole<Evidence>(
  evidence: Suspected<Evidence>,
  answer: (evidence: Evidence) => OddsAnswer,
): OddsAnswer {
  const known = answer(evidence.known);
  if (evidence.if === null || known === 'undecided') return known;
  // Nothing speaks more against "worse" than unknown failures of the stable version, and against "no worse" than the canary's.
  return answer(evidence.if[known === 'worse' ? 'stable' : 'canary']) === known ? known : 'undecided';
}

/**
 * The minimum ratio p90(canary) / p90(stable) to call the canary slower. Without it, fractions of a millisecond
 * that come from the order of requests would count.
 */
const MUCH_SLOWER = 1.2;
/** The minimum number of durations per version or replica; fewer have no meaningful ninetieth percentile. */
const FEWEST_DURATIONS = 20;

/** The version is slower, and so is each of its replicas: one that is slow by itself says nothing of the others. */
function isMuchSlower({ durations: { stable, canary }, canaryReplicas }: HealthRecord): boolean {
  if (Math.min(stable.count, canary.count) < FEWEST_DURATIONS) return false;
  const limit = MUCH_SLOWER * stable.percentile(90);
  const replicas = [...canaryReplicas.values()].filter(({ count }) => count >= FEWEST_DURATIONS);
  return [canary, ...replicas].every((one) => one.percentile(90) >= limit);
}

function percentiles(durations: RecordableHistogram): Percentiles | null {
  if (durations.count === 0) return null;
  const milliseconds = (microseconds: number) => microseconds / 1000;
  return {
    p50: milliseconds(durations.percentile(50)),
    p90: milliseconds(durations.percentile(90)),
    p99: milliseconds(durations.percentile(99)),
    max: milliseconds(durations.max),
  };
}
