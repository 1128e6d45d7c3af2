import { type LeakTest, leakEvidence } from '../statistics/leak-test.js';
import type { Track } from '../terms/track.js';
import { trackNamed } from '../terms/track.js';
import {
  addVersion,
  type ComparedVersions,
  noVersions,
  onlyVersion,
  trackByComparison,
} from './compared-versions.js';

/** The counts of one arm for the second service, which the first one asks. */
export interface HopTally {
  /** The version that must answer: the canary for marked requests, the stable version for all others. */
  expected: Track;
  /** Responses that were given at all. */
  responses: number;
  stable: number;
  canary: number;
  /** They do not say what answered there, or it cannot be told which version that is. */
  unidentified: number;
  /** By what they say. */
  values: Map<string, number>;
}

/** The counts of a whole run for the second service. */
export interface HopTallies {
  /** Null for an arm whose second hop is not checked. */
  arms: readonly (HopTally | null)[];
  /** Values that do not name a track. */
  versions: ComparedVersions;
}

/** A hostile server could name a new version in every response: what goes beyond this many is unidentified. */
const MOST_VALUES = 1_000;

/** For each arm: the version that must answer on its second hop. */
export function emptyHops(expected: readonly (Track | null)[]): HopTallies {
  return hopsOf(expected.map(emptyHop));
}

/** The counts of a run, from those of its arms. */
export function hopsOf(arms: readonly (HopTally | null)[]): HopTallies {
  return { arms, versions: noVersions() };
}

/** An empty tally. `expected` is the version that must answer; null if the second hop is not checked. */
export function emptyHop(expected: Track | null): HopTally | null {
  if (expected === null) return null;
  return { expected, responses: 0, stable: 0, canary: 0, unidentified: 0, values: new Map() };
}

/** Counts a response by the value that it gives for the second service; null if it gives none. */
export function countHop(hops: HopTallies, hop: HopTally, value: string | null): void {
  hop.responses++;
  if (value === null || (!hop.values.has(value) && hop.values.size >= MOST_VALUES)) {
    hop.unidentified++;
    return;
  }
  hop.values.set(value, (hop.values.get(value) ?? 0) + 1);
  if (trackNamed(value) === null && addVersion(hops.versions, value)) recount(hops);
  else hop[hopTrack(hops, value) ?? 'unidentified']++;
}

/** The version that a value stands for: a track, a service name with its ending, or one of exactly two versions. */
export function hopTrack({ versions }: HopTallies, value: string): Track | null {
  return trackNamed(value) ?? trackByComparison(versions, value);
}

function recount(hops: HopTallies): void {
  for (const hop of hops.arms) {
    if (hop === null) continue;
    const silent = hop.responses - [...hop.values.values()].reduce((sum, count) => sum + count, 0);
    Object.assign(hop, { stable: 0, canary: 0, unidentified: silent });
    for (const [value, count] of hop.values) hop[hopTrack(hops, value) ?? 'unidentified'] += count;
  }
}

/** From so many responses on both sides, one version alone is no accident of a leak. */
const LEAST_ALIKE = 30;

/**
 * The one version that answered marked and unmarked requests alike: the routing header does not reach the second
 * service, and it cannot be told which version that is. Null if there is no such version.
 */
export function versionOfAll({ arms, versions }: HopTallies): string | null {
  const only = onlyVersion(versions);
  if (only === null) return null;
  const alike = (track: Track) =>
    arms.some((hop) => hop?.expected === track && (hop.values.get(only) ?? 0) >= LEAST_ALIKE);
  return alike('stable') && alike('canary') ? only : null;
}

/** The state of an arm's second hop. `cannot` means that it will never be known which version the only version is. */
export type HopOutcome = 'matches' | 'differs' | 'open' | 'cannot';

/**
 * One response of the other version is enough to differ. Requests that failed, and responses that do not say what answered
 * there, may have leaked: `failed` of them were not answered at all.
 */
export function hopOutcome(
  hops: HopTallies,
  hop: HopTally,
  { leak, failed }: { leak: LeakTest; failed: number },
): HopOutcome {
  if (hop[hop.expected === 'canary' ? 'stable' : 'canary'] > 0) return 'differs';
  const counts = { proofs: hop[hop.expected], unknown: hop.unidentified + failed };
  if (leakEvidence(leak, counts) >= 1) return 'matches';
  if (versionOfAll(hops) === null) return 'open';
  return hop.expected === 'canary' ? 'differs' : 'cannot';
}
