import type { ClassifyRules } from '../options/classify-rules.js';
import type { HealthRecord } from '../tally/health.js';
import type { ArmTally } from '../tally/tally.js';
import { TRACKS, type Track } from '../terms/track.js';
import { nearest } from '../text/nearest.js';
import { isWrittenAlike } from '../text/written-alike.js';

/** A value that an option names and no response has, although others have other values: probably a wrong option. */
export interface UnseenValue {
  option: Track | 'expect';
  value: string;
  /** The values that were seen. */
  seen: readonly string[];
  /** The one that was probably meant; null if none is near. */
  nearest: string | null;
  /** Without the value it is not known what the responses are that were counted. */
  voids: boolean;
}

interface Counted {
  tally: ArmTally;
  health: HealthRecord;
}

/** The values of `canary`, `stable` and of expected versions that nothing answers with while something else does. */
export function unseenValues(arms: readonly Counted[], rules: ClassifyRules): UnseenValue[] {
  const bySide = arms.filter(({ tally }) => tally.names.length === 0);
  const ofSides = TRACKS.flatMap((track) => unseenSide(bySide, rules, track));
  return [...ofSides, ...arms.flatMap(({ tally }) => unseenNames(tally))];
}

/** The only value that is named, and no response has it: all others count for the other side without a proof. */
export function isUnproven(arms: readonly Counted[], rules: ClassifyRules): boolean {
  return TRACKS.some((track) => isOnlyNamed(rules, track) && !isSeen(arms, track));
}

function isOnlyNamed({ source, ...named }: ClassifyRules, track: Track): boolean {
  return source.kind !== 'status' && named[track] !== null && named[otherOf(track)] === null;
}

function unseenSide(arms: readonly Counted[], rules: ClassifyRules, track: Track): UnseenValue[] {
  const value = rules[track];
  if (value === null || rules.source.kind === 'status' || isSeen(arms, track)) return [];
  const voids = isOnlyNamed(rules, track);
  const sides: readonly (Track | null)[] = voids ? [otherOf(track)] : [null];
  const seen = namesSeen(arms, sides);
  // One other value alone may be the other version, while this one is gone.
  const strange = voids ? seen.length > 1 || seen.some((one) => isWrittenAlike(value, one)) : seen.length > 0;
  return strange ? [{ option: track, value, seen, nearest: nearestOf(value, seen), voids }] : [];
}

function unseenNames({ names, named, origins }: ArmTally): UnseenValue[] {
  const strangers = [...origins.values()].filter((entry) => entry.named === -1).map(({ origin }) => origin);
  const seen = distinct(strangers.map(({ version, service, track }) => version ?? service ?? track));
  if (seen.length === 0) return [];
  const unseen = names.filter((_, index) => named[index] === 0);
  return unseen.map((value) => ({
    ...{ option: 'expect', value, seen, nearest: nearestOf(value, seen), voids: false },
  }));
}

/** A failed request that names the version has shown that the value is right. */
function isSeen(arms: readonly Counted[], track: Track): boolean {
  return arms.some(({ tally, health }) => tally[track] + health.requests[track] > 0);
}

function namesSeen(arms: readonly Counted[], tracks: readonly (Track | null)[]): string[] {
  const entries = arms.flatMap(({ tally }) => [...tally.origins.values()]);
  const own = entries.filter(({ track }) => tracks.includes(track));
  return distinct(own.map(({ origin }) => origin.version ?? origin.service));
}

function distinct(names: readonly (string | null)[]): string[] {
  return [...new Set(names.filter((name) => name !== null))].sort();
}

/** Longer names are not compared letter by letter. */
const LONGEST = 60;

function nearestOf(value: string, seen: readonly string[]): string | null {
  const alike = seen.find((one) => isWrittenAlike(value, one));
  const short = seen.filter(({ length }) => length <= LONGEST).slice(0, 20);
  return alike ?? (value.length > LONGEST ? null : nearest(value, short));
}

function otherOf(track: Track): Track {
  return track === 'canary' ? 'stable' : 'canary';
}
