import type { Track } from './expectation.js';
import type { FailureCause, Origin } from './observation.js';
import { higherVersion } from './version-order.js';

/** Responses of one origin within an arm. */
export interface OriginCount {
  origin: Origin;
  /** The version it counts for: what it says itself, or what the two versions seen say. Null: unidentified. */
  track: Track | null;
  count: number;
}

/** Running counts of one arm. */
export interface ArmTally {
  requests: number;
  stable: number;
  canary: number;
  unidentified: number;
  failed: number;
  failures: Map<FailureCause, number>;
  origins: Map<string, OriginCount>;
}

/** Running counts of a run. */
export interface Tally {
  arms: readonly ArmTally[];
  /** Versions of responses that do not say their track themselves. */
  trackless: Set<string>;
  /** Which of exactly two versions is the canary, found by comparing them; null while that cannot be said. */
  canaryVersion: string | null;
}

/** A hostile server could name a new instance in every response: beyond this many they share one nameless entry. */
const MOST_ORIGINS = 10_000;

export function emptyTally(arms: number): Tally {
  return {
    arms: Array.from({ length: arms }, () => ({
      requests: 0,
      stable: 0,
      canary: 0,
      unidentified: 0,
      failed: 0,
      failures: new Map(),
      origins: new Map(),
    })),
    trackless: new Set(),
    canaryVersion: null,
  };
}

/**
 * Counts one outcome. Returns true when what was counted before now counts for another version, because a second or a
 * third version without a track was seen: conclusions drawn from the earlier counts are void then.
 */
export function count(tally: Tally, arm: ArmTally, outcome: Origin | FailureCause): boolean {
  arm.requests++;
  if (typeof outcome === 'string') {
    arm.failed++;
    arm.failures.set(outcome, (arm.failures.get(outcome) ?? 0) + 1);
    return false;
  }
  const entry = entryOf(arm, outcome);
  entry.count++;
  if (outcome.track === null && outcome.version !== null && !tally.trackless.has(outcome.version)) {
    tally.trackless.add(outcome.version);
    recount(tally);
    return true;
  }
  if (entry.count === 1) entry.track = trackOf(tally, outcome);
  arm[entry.track ?? 'unidentified']++;
  return false;
}

function entryOf(arm: ArmTally, origin: Origin): OriginCount {
  const key = `${origin.track}\n${origin.service}\n${origin.version}\n${origin.instance}`;
  const known = arm.origins.get(key);
  if (known !== undefined) return known;
  if (arm.origins.size >= MOST_ORIGINS && origin.instance !== null)
    return entryOf(arm, { ...origin, service: null, version: null, instance: null });
  const entry: OriginCount = { origin, track: null, count: 0 };
  arm.origins.set(key, entry);
  return entry;
}

function trackOf(tally: Tally, origin: Origin): Track | null {
  if (origin.track !== null) return origin.track;
  if (tally.canaryVersion === null || origin.version === null) return null;
  return origin.version === tally.canaryVersion ? 'canary' : 'stable';
}

function recount(tally: Tally): void {
  const [one, other, third] = tally.trackless;
  const comparable = one !== undefined && other !== undefined && third === undefined;
  tally.canaryVersion = comparable ? higherVersion(one, other) : null;
  for (const arm of tally.arms) {
    arm.stable = arm.canary = arm.unidentified = 0;
    for (const entry of arm.origins.values()) {
      entry.track = trackOf(tally, entry.origin);
      arm[entry.track ?? 'unidentified'] += entry.count;
    }
  }
}
