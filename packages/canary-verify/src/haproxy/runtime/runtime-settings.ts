import { linesOf } from './lines.js';
import { commandRuntime } from './runtime-command.js';
import type { StatsPlace } from './stats-place.js';

type RuntimeSocket = Extract<StatsPlace, { kind: 'socket' }>;

/** An entry of a map, as it stands there. */
export interface MapEntry {
  key: string;
  value: string;
}

/** Reads `show map NAME`: a pointer, the key and the value. */
export function readMapEntries(answer: string): MapEntry[] {
  const entries: MapEntry[] = [];
  for (const line of linesOf(answer)) {
    const [, key, value] = /^0x[0-9a-f]+ (\S+) ?(.*)$/.exec(line) ?? [];
    if (key !== undefined && value !== undefined) entries.push({ key, value });
  }
  return entries;
}

/** Reads `show map`: the names of all maps, as HAProxy calls them. */
export function readMapNames(answer: string): string[] {
  return [...answer.matchAll(/^\d+ \((.+?)\) pattern loaded from file/gm)].map(([, name = '']) => name);
}

/**
 * The entries of a map of a running HAProxy.
 *
 * @throws Error when there is no such map: it names those that there are.
 */
export async function showMap(place: RuntimeSocket, map: string, signal: AbortSignal): Promise<MapEntry[]> {
  const answer = await commandRuntime(place, ['show', 'map', map], signal);
  const entries = readMapEntries(answer);
  if (entries.length > 0 || answer.trim() === '') return entries;
  const names = readMapNames(await commandRuntime(place, ['show', 'map'], signal));
  throw new Error(
    names.length === 0
      ? `HAProxy says: ${answer.trim()}`
      : `it has no map called ${JSON.stringify(map)}, but ${names.map((name) => JSON.stringify(name)).join(', ')}`,
  );
}

/** @throws Error with HAProxy's words when it refuses. */
export async function setMapValue(
  place: RuntimeSocket,
  { map, key, value }: MapEntry & { map: string },
  signal: AbortSignal,
): Promise<void> {
  expectSilence(await commandRuntime(place, ['set', 'map', map, key, value], signal));
}

/** @throws Error with HAProxy's words when it refuses. */
export async function addMapEntry(
  place: RuntimeSocket,
  { map, key, value }: MapEntry & { map: string },
  signal: AbortSignal,
): Promise<void> {
  expectSilence(await commandRuntime(place, ['add', 'map', map, key, value], signal));
}

/** Sets the weight that a server has now, from 0 to 256. */
export async function setServerWeight(
  place: RuntimeSocket,
  { server, weight }: { server: string; weight: number },
  signal: AbortSignal,
): Promise<void> {
  expectSilence(await commandRuntime(place, ['set', 'server', server, 'weight', String(weight)], signal));
}

/** HAProxy says nothing when it has done what it was told. */
function expectSilence(answer: string): void {
  if (answer.trim() !== '') throw new Error(`HAProxy says: ${answer.trim()}`);
}
