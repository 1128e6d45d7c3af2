import type { Origin } from '../classify/origin.js';
import type { FailureCause } from '../observation/observation.js';
import { BoundedMap } from '../system/bounded-map.js';
import type { Track } from '../terms/track.js';
import { addVersion, type ComparedVersions, noVersions, trackByComparison } from './compared-versions.js';

/** Responses of one origin within an arm. */
export interface OriginCount {
  origin: Origin;
  /**
   * The version that the origin counts for, by its own track or by comparison of the two versions seen; null if it
   * is unidentified.
   */
  track: Track | null;
  /** The index of the arm's named version; -1 if it is none of them, null if the arm names none. */
  named: number | null;
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
  /** A cache of `origins` by object identity: answers that are recognised by their bytes share one Origin object. */
  entries: BoundedMap<Origin, OriginCount>;
  /** The versions that the arm's expectation names, and the responses of each; empty when it names none. */
  names: readonly string[];
  named: number[];
}

/** Running counts of a run. */
export interface Tally {
  arms: readonly ArmTally[];
  /** The versions of responses that do not name their track. */
  versions: ComparedVersions;
}

/** A hostile server could name a new instance in every response: beyond this many they share one nameless entry. */
const MOST_ORIGINS = 10_000;

/** For each arm: the versions that its expectation names. */
export function emptyTally(arms: readonly (readonly string[])[]): Tally {
  return tallyOf(arms.map(emptyArmTally));
}

/** The counts of a run, from those of its arms. */
export function tallyOf(arms: readonly ArmTally[]): Tally {
  return { arms, versions: noVersions() };
}

/** `names`: the versions that the arm's expectation names. */
export function emptyArmTally(names: readonly string[]): ArmTally {
  return {
    requests: 0,
    stable: 0,
    canary: 0,
    unidentified: 0,
    failed: 0,
    failures: new Map(),
    origins: new Map(),
    entries: new BoundedMap(),
    names,
    named: names.map(() => 0),
  };
}

/** The effect of one response on the tally. */
export interface CountResult {
  /** The version that the response counts for; null if it is none, or not yet known. */
  track: Track | null;
  /**
   * True when what was counted before now counts for another version, because a second or a third version without a track
   * was seen: conclusions drawn from the earlier counts are void then.
   */
  voided: boolean;
}

/** Counts a request that failed. */
export function countFailure(arm: ArmTally, cause: FailureCause): void {
  arm.requests++;
  arm.failed++;
  arm.failures.set(cause, (arm.failures.get(cause) ?? 0) + 1);
}

/** Counts a response. */
export function countResponse(tally: Tally, arm: ArmTally, origin: Origin): CountResult {
  arm.requests++;
  const entry = knownEntry(arm, origin);
  entry.count++;
  const { track, version } = origin;
  const trackless = arm.names.length === 0 && track === null;
  if (trackless && version !== null && addVersion(tally.versions, version)) {
    recount(tally);
    return { track: entry.track, voided: true };
  }
  if (entry.count === 1) entry.track = trackOfEntry(tally, entry);
  arm[entry.track ?? 'unidentified']++;
  if (entry.named !== null && entry.named >= 0) arm.named[entry.named] = (arm.named[entry.named] ?? 0) + 1;
  return { track: entry.track, voided: false };
}

function knownEntry(arm: ArmTally, origin: Origin): OriginCount {
  const known = arm.entries.get(origin);
  if (known !== undefined) return known;
  const entry = entryOf(arm, origin);
  arm.entries.set(origin, entry);
  return entry;
}

function entryOf(arm: ArmTally, origin: Origin): OriginCount {
  const key = `${origin.track}\n${origin.service}\n${origin.version}\n${origin.instance}`;
  const known = arm.origins.get(key);
  if (known !== undefined) return known;
  if (arm.origins.size >= MOST_ORIGINS && hasName(origin))
    return entryOf(arm, { ...origin, service: null, version: null, instance: null });
  const entry: OriginCount = { origin, track: null, named: nameOf(arm, origin), count: 0 };
  arm.origins.set(key, entry);
  return entry;
}

function hasName({ service, version, instance }: Origin): boolean {
  return service !== null || version !== null || instance !== null;
}

/** An origin goes by its version, its service or its track, whichever the expectation names. */
function nameOf({ names }: ArmTally, { version, service, track }: Origin): number | null {
  for (const given of [version, service, track]) {
    const index = given === null ? -1 : names.indexOf(given);
    if (index >= 0) return index;
  }
  return names.length > 0 ? -1 : null;
}

/** The version that an origin counts for, as far as can be said now. */
export function trackOf(tally: Tally, arm: ArmTally, origin: Origin): Track | null {
  return trackOfEntry(tally, { origin, named: nameOf(arm, origin) });
}

function trackOfEntry(tally: Tally, { origin, named }: Pick<OriginCount, 'origin' | 'named'>): Track | null {
  if (named !== null) return named < 0 ? null : named === 0 ? 'stable' : 'canary';
  if (origin.track !== null) return origin.track;
  return origin.version === null ? null : trackByComparison(tally.versions, origin.version);
}

function recount(tally: Tally): void {
  for (const arm of tally.arms) {
    arm.stable = arm.canary = arm.unidentified = 0;
    for (const entry of arm.origins.values()) {
      entry.track = trackOfEntry(tally, entry);
      arm[entry.track ?? 'unidentified'] += entry.count;
    }
  }
}
