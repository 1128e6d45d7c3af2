import type { Track } from '../terms/track.js';
import type { VersionPair } from '../terms/version-pair.js';
import { higherVersion } from './version-order.js';

/** Versions that do not name a track themselves. Of exactly two, the higher one is the canary. */
export interface ComparedVersions {
  seen: Set<string>;
  /** Null while it cannot be said: there are not two, or they cannot be compared. */
  canary: string | null;
  /** The versions of an earlier run, which tell what a single version is; null if none are known. */
  earlier: VersionPair | null;
}

export function noVersions(earlier: VersionPair | null = null): ComparedVersions {
  return { seen: new Set(), canary: null, earlier };
}

/** Adds a version. Returns true when it is new: what was counted before may count for another version now. */
export function addVersion(versions: ComparedVersions, version: string): boolean {
  if (versions.seen.has(version)) return false;
  versions.seen.add(version);
  const [one, other, third] = versions.seen;
  const comparable = one !== undefined && other !== undefined && third === undefined;
  versions.canary = comparable ? higherVersion(one, other) : null;
  return true;
}

/** The track of a version that names none itself; null while the canary is not known. */
export function trackByComparison(versions: ComparedVersions, version: string): Track | null {
  const { canary, earlier } = versions;
  if (canary !== null) return version === canary ? 'canary' : 'stable';
  if (earlier === null || onlyVersion(versions) !== version) return null;
  return version === earlier.canary ? 'canary' : version === earlier.stable ? 'stable' : null;
}

/** Whether the track of the one version that was seen comes from an earlier run. It may have been promoted since. */
export function isKnownByEarlier(versions: ComparedVersions): boolean {
  const only = onlyVersion(versions);
  return only !== null && trackByComparison(versions, only) !== null;
}

/** The one version that was seen; null when there are none or several. It waits for a second one, to be compared with. */
export function onlyVersion({ seen }: ComparedVersions): string | null {
  const [only, other] = seen;
  return only === undefined || other !== undefined ? null : only;
}
