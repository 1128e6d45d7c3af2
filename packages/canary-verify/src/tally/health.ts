import { createHistogram, type RecordableHistogram } from 'node:perf_hooks';
import type { FailureCause } from '../observation/observation.js';
import { type OddsEvidence, type OddsTest, observe, oddsEvidence } from '../statistics/odds-test.js';
import {
  type LatencyEvidence,
  latencyEvidence,
  observeDuration,
  type Timing,
} from '../statistics/slow-spells.js';
import type { Track } from '../terms/track.js';

/** How the canary does beside the stable version, while it is being measured. */
export interface HealthRecord {
  /** Errors and latency share the error rate. */
  test: OddsTest;
  errors: Suspected<OddsEvidence>;
  latency: Suspected<LatencyEvidence>;
  requests: Record<Track, number>;
  failed: Record<Track, number>;
  /** Failed requests of which it is not known whose they are. */
  unknown: number;
  /** Durations in microseconds, with three digits (HdrHistogram, as Node has it). */
  durations: Record<Track, RecordableHistogram>;
  /** The same of each replica of the canary that names itself, with two digits. */
  canaryReplicas: Map<string, RecordableHistogram>;
}

/** Evidence from what is known, and as it would be if all that is not known were of one version. */
export interface Suspected<Evidence> {
  known: Evidence;
  /** Null while there is nothing unknown: then it is the same. */
  if: Record<Track, Evidence> | null;
}

/** What is asked of health. */
export interface HealthQuestion {
  /** The chance of each wrong answer, for errors and latency together. */
  errorRate: number;
  /** A canary with this multiple of the stable version's odds is not called no worse. */
  worseRatio: number;
}

/** More replicas than this are not looked at one by one. */
const MOST_REPLICAS = 64;

/** The longest duration that a replica's histogram keeps apart, in microseconds: an hour. */
const LONGEST = 3_600_000_000;

export function newHealth({ errorRate, worseRatio }: HealthQuestion): HealthRecord {
  const test = { errorRate: errorRate / 2, worstRatio: worseRatio };
  return {
    test,
    errors: { known: oddsEvidence(test), if: null },
    latency: { known: latencyEvidence(test), if: null },
    requests: { stable: 0, canary: 0 },
    failed: { stable: 0, canary: 0 },
    unknown: 0,
    durations: { stable: createHistogram({ figures: 3 }), canary: createHistogram({ figures: 3 }) },
    canaryReplicas: new Map(),
  };
}

/** Who answered. */
export interface Answerer {
  track: Track;
  /** Null if the replica does not name itself. */
  instance: string | null;
}

/** Takes a response of known origin in, in the order of dispatch. */
export function observeHealth(health: HealthRecord, { track, instance }: Answerer, timing: Timing): void {
  health.requests[track]++;
  const { errors, latency } = health;
  observe(errors.known, track, false);
  observeDuration(latency.known, track, timing);
  if (errors.if !== null) for (const one of Object.values(errors.if)) observe(one, track, false);
  if (latency.if !== null) for (const one of Object.values(latency.if)) observeDuration(one, track, timing);
  const microseconds = Math.max(1, Math.round(timing.durationMs * 1000));
  health.durations[track].record(microseconds);
  if (track === 'canary' && instance !== null)
    replicaDurations(health, instance)?.record(Math.min(LONGEST, microseconds));
}

/** Takes a failed request in, in the order of dispatch. `track` is null if it is not known whose it is. */
export function observeFailure(health: HealthRecord, track: Track | null, cause: FailureCause): void {
  if (track !== null) {
    health.requests[track]++;
    health.failed[track]++;
    observe(health.errors.known, track, true);
    if (health.errors.if !== null)
      for (const one of Object.values(health.errors.if)) observe(one, track, true);
    return;
  }
  health.unknown++;
  const errors = suspect(health.errors);
  observe(errors.canary, 'canary', true);
  observe(errors.stable, 'stable', true);
  // A request that was given up took at least as long as was waited. Each counts by itself: what hangs is no short pause.
  if (cause !== 'timeout') return;
  const latency = suspect(health.latency);
  observe(latency.canary.odds, 'canary', true);
  observe(latency.stable.odds, 'stable', true);
}

/** From the first unknown failure on there are three accounts. */
function suspect<Evidence>(evidence: Suspected<Evidence>): Record<Track, Evidence> {
  evidence.if ??= { canary: structuredClone(evidence.known), stable: structuredClone(evidence.known) };
  return evidence.if;
}

function replicaDurations({ canaryReplicas }: HealthRecord, instance: string): RecordableHistogram | null {
  const known = canaryReplicas.get(instance);
  if (known !== undefined) return known;
  if (canaryReplicas.size >= MOST_REPLICAS) return null;
  const histogram = createHistogram({ figures: 2, highest: LONGEST });
  canaryReplicas.set(instance, histogram);
  return histogram;
}
