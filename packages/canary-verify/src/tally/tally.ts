import type { Origin } from '../classify/origin.js';
import type { FailureCause } from '../observation/observation.js';
import type { Counts } from '../statistics/split-test.js';
import { BoundedMap } from '../system/bounded-map.js';
import type { Track } from '../terms/track.js';
import type { VersionPair } from '../terms/version-pair.js';
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
  /** The same by address; an address without a response may be missing at the end. */
  byAddress: number[];
}

/** Running counts of one arm. */
export interface ArmTally {
  requests: number;
  stable: number;
  canary: number;
  unidentified: number;
  failed: number;
  failures: Map<FailureCause, number>;
  /** The same by address; an address without a failure may be missing. */
  failuresByAddress: (Map<FailureCause, number> | undefined)[];
  /** Of the failed ones: those whose answer names its origin. */
  failedOrigins: Map<string, OriginCount>;
  /** The failed ones whose answers name the version. */
  failedBy: Record<Track, number>;
  /** Responses that name no version, by HTTP status. */
  statuses: Map<number, number>;
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

/** The counts of a run, from those of its arms. `earlier`: the versions of an earlier run. */
export function tallyOf(arms: readonly ArmTally[], earlier: VersionPair | null = null): Tally {
  return { arms, versions: noVersions(earlier) };
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
    failuresByAddress: [],
    failedOrigins: new Map(),
    failedBy: { stable: 0, canary: 0 },
    statuses: new Map(),
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

/** A request that failed, and the origin that its answer names; null if there is none. */
export interface FailedRequest {
  cause: FailureCause;
  origin: Origin | null;
  /** The address that it was sent to, by its number from 0. */
  address: number;
}

/** Counts a request that failed. */
export function countFailure(tally: Tally, arm: ArmTally, { cause, origin, address }: FailedRequest): void {
  arm.requests++;
  arm.failed++;
  addOne(arm.failures, cause);
  arm.failuresByAddress[address] ??= new Map();
  addOne(arm.failuresByAddress[address], cause);
  if (origin === null) return;
  const entry = entryOf(arm.failedOrigins, origin, nameOf(arm, origin));
  if (entry.count++ === 0) entry.track = trackOfEntry(tally, entry);
  if (entry.track !== null) arm.failedBy[entry.track]++;
}

/** The requests of an arm by the version that they reached, failed or not. */
export function routedCounts({ stable, canary, unidentified, failed, failedBy }: ArmTally): Counts {
  return {
    stable: stable + failedBy.stable,
    canary: canary + failedBy.canary,
    unknown: unidentified + failed - failedBy.stable - failedBy.canary,
  };
}

function addOne(failures: Map<FailureCause, number>, cause: FailureCause): void {
  failures.set(cause, (failures.get(cause) ?? 0) + 1);
}

/** Counts a response from an address. */
export function countResponse(
  tally: Tally,
  arm: ArmTally,
  { origin, address }: { origin: Origin; address: number },
): CountResult {
  arm.requests++;
  const entry = knownEntry(arm, origin);
  entry.count++;
  entry.byAddress[address] = (entry.byAddress[address] ?? 0) + 1;
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
  const entry = entryOf(arm.origins, origin, nameOf(arm, origin));
  arm.entries.set(origin, entry);
  return entry;
}

function entryOf(origins: ArmTally['origins'], origin: Origin, named: OriginCount['named']): OriginCount {
  const key = `${origin.track}\n${origin.service}\n${origin.version}\n${origin.instance}`;
  const known = origins.get(key);
  if (known !== undefined) return known;
  if (origins.size >= MOST_ORIGINS && origin.instance !== null)
    return entryOf(origins, { ...origin, service: null, version: null, instance: null }, named);
  const entry: OriginCount = { origin, track: null, named, count: 0, byAddress: [] };
  origins.set(key, entry);
  return entry;
}

/** An origin goes by its version, its service or its track, whichever the expectation names. */
function nameOf({ names }: ArmTally, { version, service, track }: Origin): number | null {
  for (const given of [version, service, track]) {
    const index = given === null ? -1 : names.indexOf(given);
    if (index >= 0) return index;
  }
  return names.length > 0 ? -1 : null;
}

/** The index of the arm's named version that an origin is of; -1 if it is none of them. */
export function namedIndex(arm: ArmTally, origin: Origin): number {
  return nameOf(arm, origin) ?? -1;
}

/** The version that an origin counts for, as far as can be said now. */
export function trackOf(tally: Tally, arm: ArmTally, origin: Origin): Track | null {
  return trackOfEntry(tally, { origin, named: nameOf(arm, origin) });
}

/** The same for an answer that failed: one that names only its replica is of the version that this replica has answered for. */
export function trackOfFailed(tally: Tally, arm: ArmTally, origin: Origin): Track | null {
  const track = trackOf(tally, arm, origin);
  if (track !== null || origin.version !== null || origin.instance === null) return track;
  const tracks = new Set<Track | null>();
  for (const entry of arm.origins.values())
    if (entry.origin.instance === origin.instance) tracks.add(entry.track);
  const [only = null, other] = tracks;
  return other === undefined ? only : null;
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
    arm.failedBy = { stable: 0, canary: 0 };
    for (const entry of arm.failedOrigins.values()) {
      entry.track = trackOfEntry(tally, entry);
      if (entry.track !== null) arm.failedBy[entry.track] += entry.count;
    }
  }
}
