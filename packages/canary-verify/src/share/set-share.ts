import { setTimeout as wait } from 'node:timers/promises';
import { deadline } from '../system/deadline.js';
import { reasonOf } from '../system/reason.js';
import { percent, percentagePoints } from '../text/figures.js';
import type { PlaceReading, SharePlace, ShareSetting } from './share-place.js';

/** The share that is wanted, and how far from it is still right. */
export interface WantedShare {
  share: number;
  tolerance: number;
}

/** What stood in a place, and what stands there now. */
export interface ShareChange {
  place: string;
  /** What else may set the share there, each with its cure. */
  remarks: readonly string[];
  before: ShareSetting;
  now: ShareSetting;
}

/** The share could not be read or set. The message says where, why, and what stands there now. */
export class ShareError extends Error {
  override readonly name: string = 'ShareError';
}

/** A place cannot hold the share within the tolerance. Nothing was changed. */
export class UnreachableShare extends ShareError {
  override readonly name = 'UnreachableShare';
}

/** How long a place may take until it reads back what was put there, and how often it is asked, in milliseconds. */
const CONVERGES_WITHIN_MS = 60_000;
const ASK_AGAIN_MS = 200;

/**
 * Puts the share into all places or none: reads what stands there, refuses what a place cannot hold, puts it, reads it
 * back. If one place fails, all that were changed get back what stood there.
 *
 * @throws UnreachableShare when a place cannot hold it: nothing has moved.
 * @throws ShareError when a place cannot be read or set.
 */
export async function setShare(
  places: readonly SharePlace[],
  wanted: WantedShare,
  signal: AbortSignal,
): Promise<ShareChange[]> {
  const readings = await readAll(places, signal);
  const changes = places.map((place, index) => {
    const before = readings[index] as PlaceReading;
    return { place, before, now: reachable(place, before, wanted) };
  });
  try {
    for (const { place, now } of changes) await put(place, now, signal);
    for (const { place, now } of changes) await readBack(place, now, signal);
  } catch (error) {
    throw new ShareError(`${reasonOf(error)}. ${await putBack(changes)}`);
  }
  return changes.map(({ place, before: { remarks, ...before }, now }) => ({
    ...{ place: place.name, remarks, before, now },
  }));
}

/** Places that were set, and why others were not. */
export interface EachSet {
  changes: readonly ShareChange[];
  failures: readonly string[];
}

/**
 * Puts the share into every place that can be reached, one by one: on the way back a HAProxy that is gone keeps no other one
 * waiting. Nothing is put back.
 */
export async function setEach(
  places: readonly SharePlace[],
  wanted: WantedShare,
  signal: AbortSignal,
): Promise<EachSet> {
  const set = await Promise.allSettled(places.map((place) => setShare([place], wanted, signal)));
  return {
    changes: set.flatMap((one) => (one.status === 'fulfilled' ? one.value : [])),
    failures: set.flatMap((one) => (one.status === 'rejected' ? [reasonOf(one.reason)] : [])),
  };
}

/** Says which place does not have what was set any more; null while all have it. */
export async function changedSince(
  places: readonly SharePlace[],
  changes: readonly ShareChange[],
  signal: AbortSignal,
): Promise<string | null> {
  for (const [index, place] of places.entries()) {
    const { now } = changes[index] as ShareChange;
    try {
      const found = await place.read(signal);
      if (found.stored !== now.stored)
        return `${place.name} was set to ${now.words}, but has ${found.words} again: something else sets it`;
    } catch (error) {
      return `${place.name} was set to ${now.words}, but cannot be read any more: ${reasonOf(error)}`;
    }
  }
  return null;
}

/**
 * Whether each of these shares can stand in each place, as things are now. Resolves to what stands there.
 *
 * @throws UnreachableShare when one cannot.
 * @throws ShareError when a place cannot be read.
 */
export async function checkReachable(
  places: readonly SharePlace[],
  shares: readonly WantedShare[],
  signal: AbortSignal,
): Promise<PlaceNow[]> {
  const readings = await readAll(places, signal);
  return places.map((place, index) => {
    const reading = readings[index] as PlaceReading;
    for (const share of shares) reachable(place, reading, share);
    return placeNow(place, reading);
  });
}

/** What stands in a place, and what else may set it. */
export interface PlaceNow extends ShareSetting {
  place: string;
  remarks: readonly string[];
}

export function placeNow(
  { name: place }: SharePlace,
  { nearest: _, onlyWhole: __, ...now }: PlaceReading,
): PlaceNow {
  return { place, ...now };
}

/**
 * Reads the share in all places.
 *
 * @throws ShareError when one of them cannot be read.
 */
export async function readAll(places: readonly SharePlace[], signal: AbortSignal): Promise<PlaceReading[]> {
  return Promise.all(
    places.map(async (place) => {
      try {
        return await place.read(signal);
      } catch (error) {
        throw new ShareError(`${place.name} could not be read: ${reasonOf(error)}. Nothing was changed.`);
      }
    }),
  );
}

function reachable(
  place: SharePlace,
  reading: PlaceReading,
  { share, tolerance }: WantedShare,
): ShareSetting {
  const nearest = reading.nearest(share);
  // A tolerance is a decimal fraction, which binary ones only approach.
  if (Math.abs(nearest.share - share) <= tolerance + 1e-9) return nearest;
  const why = reading.onlyWhole === null ? '' : `; ${reading.onlyWhole}`;
  throw new UnreachableShare(
    `${place.name} cannot hold ${percent(share)} ± ${percentagePoints(tolerance)}: the nearest is ${percent(nearest.share)} (${nearest.words})${why}. Nothing was changed.`,
  );
}

async function put(place: SharePlace, setting: ShareSetting, signal: AbortSignal): Promise<void> {
  try {
    await place.put(setting, signal);
  } catch (error) {
    throw new Error(`${place.name} could not be set to ${setting.words}: ${reasonOf(error)}`);
  }
}

/** What was written is not what counts: the place is asked until it says so. */
async function readBack(place: SharePlace, setting: ShareSetting, signal: AbortSignal): Promise<void> {
  using end = deadline(signal, CONVERGES_WITHIN_MS);
  let found: ShareSetting = setting;
  while (!end.signal.aborted) {
    const read = await place.read(end.signal).catch((error) => {
      // Interrupted by the end of the time: what was found before stands.
      if (end.signal.aborted) return null;
      throw error;
    });
    if (read === null) break;
    found = read;
    if (found.stored === setting.stored) return;
    await wait(ASK_AGAIN_MS, null, { signal: end.signal }).catch(() => {});
  }
  throw new Error(`${place.name} was set to ${setting.words}, but has ${found.words}`);
}

/** Puts back what stood in the places, whatever was interrupted. Returns what to say of it. */
async function putBack(changes: readonly { place: SharePlace; before: PlaceReading }[]): Promise<string> {
  const { signal } = new AbortController();
  const left: string[] = [];
  for (const { place, before } of changes) {
    try {
      if (place.isLate || (await place.read(signal)).stored !== before.stored)
        await place.put(before, signal);
      if (place.isLate) await readBack(place, before, signal);
    } catch (error) {
      left.push(`${place.name} could not be set back to ${before.words}: ${reasonOf(error)}`);
    }
  }
  return left.length === 0 ? 'Every place has what it had before.' : `${left.join('. ')}.`;
}
