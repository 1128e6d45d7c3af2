import { createHistogram, type RecordableHistogram } from 'node:perf_hooks';
import {
  answerOdds,
  type OddsAnswer,
  type OddsEvidence,
  type OddsTest,
  observe,
  oddsEvidence,
  oddsRatio,
} from '../statistics/odds-test.js';
import {
  answerLatency,
  type LatencyEvidence,
  latencyEvidence,
  latencyOddsRatio,
  observeDuration,
  type Timing,
} from '../statistics/slow-spells.js';
import type { Count, Milliseconds } from '../terms/quantities.js';
import type { Track } from '../terms/track.js';

/** How the canary does beside the stable version, while it is being measured. */
export interface HealthRecord {
  test: OddsTest;
  errors: OddsEvidence;
  latency: LatencyEvidence;
  requests: Record<Track, number>;
  failed: Record<Track, number>;
  /** Durations in microseconds, with three digits (HdrHistogram, as Node has it). */
  durations: Record<Track, RecordableHistogram>;
}

/** A canary with four times the odds of a failure must not be called no worse. Smaller differences take very many requests. */
const WORST_RATIO = 4;

export function newHealth(errorRate: number): HealthRecord {
  const test = { errorRate, worstRatio: WORST_RATIO };
  return {
    test,
    errors: oddsEvidence(test),
    latency: latencyEvidence(test),
    requests: { stable: 0, canary: 0 },
    failed: { stable: 0, canary: 0 },
    durations: { stable: createHistogram({ figures: 3 }), canary: createHistogram({ figures: 3 }) },
  };
}

/** Takes a response of known origin in, in the order of dispatch. A failed one says nothing about latency. */
export function observeHealth(health: HealthRecord, track: Track, failed: boolean, timing: Timing): void {
  health.requests[track]++;
  observe(health.errors, track, failed);
  if (failed) {
    health.failed[track]++;
    return;
  }
  observeDuration(health.latency, track, timing);
  health.durations[track].record(Math.max(1, Math.round(timing.durationMs * 1000)));
}

/** The canary beside the stable version, as data. */
export interface Health {
  errors: {
    verdict: OddsAnswer;
    /**
     * Odds of a failure, canary to stable; 1 is no difference; null while it cannot be said.
     * @minimum 0
     */
    oddsRatio: number | null;
    stable: ErrorCount;
    canary: ErrorCount;
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
}

/** Responses that say their version, and those of them with a status of 500 or more. */
export interface ErrorCount {
  requests: Count;
  failed: Count;
}

/** Milliseconds within which so many of a hundred responses came. */
export interface Percentiles {
  p50: Milliseconds;
  p90: Milliseconds;
  p99: Milliseconds;
  max: Milliseconds;
}

/** The canary's health so far; null unless both versions have answered. */
export function healthOf({
  test,
  errors,
  latency,
  requests,
  failed,
  durations,
}: HealthRecord): Health | null {
  if (requests.stable === 0 || requests.canary === 0) return null;
  const answer = answerLatency(test, latency);
  const errorCount = (track: Track) => ({ requests: requests[track], failed: failed[track] });
  return {
    errors: {
      verdict: answerOdds(test, errors),
      oddsRatio: oddsRatio(errors),
      stable: errorCount('stable'),
      canary: errorCount('canary'),
    },
    latency: {
      verdict: answer === 'worse' && !isMuchSlower(durations) ? 'undecided' : answer,
      oddsRatio: latencyOddsRatio(latency),
      stable: percentiles(durations.stable),
      canary: percentiles(durations.canary),
    },
  };
}

/**
 * The minimum ratio p90(canary) / p90(stable) to call the canary slower. Without it, fractions of a millisecond
 * that come from the order of requests would count.
 */
const MUCH_SLOWER = 1.2;
/** The minimum number of durations per version; fewer have no meaningful ninetieth percentile. */
const FEWEST_DURATIONS = 20;

function isMuchSlower({ stable, canary }: HealthRecord['durations']): boolean {
  if (Math.min(stable.count, canary.count) < FEWEST_DURATIONS) return false;
  return canary.percentile(90) >= MUCH_SLOWER * stable.percentile(90);
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
