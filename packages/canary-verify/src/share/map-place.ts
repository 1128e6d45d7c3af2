import { readFile, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { placeName, setMapValue, showMap } from '../haproxy/index.js';
import { mapEntriesIn, withMapValue } from './map-text.js';
import {
  NOTHING_BESIDE,
  type PlaceReading,
  type RuntimeSocket,
  type SharePlace,
  type ShareSetting,
} from './share-place.js';

/** The entry of a HAProxy map that says how many requests of `all` go to the canary. */
export interface ShareEntry {
  /** The map's name, as HAProxy calls it. */
  map: string;
  /** Null: the only key that there is. */
  key: string | null;
  /** The value that means all requests: 100 where the configuration compares it with `rand(100)`. */
  all: number;
}

/** The entry in a running HAProxy, which forgets it at a reload. */
export function runtimeMap(socket: RuntimeSocket, entry: ShareEntry): SharePlace {
  const entriesNow = (signal: AbortSignal) => showMap(socket, entry.map, signal);
  return {
    name: placeName(socket),
    identity: `the map ${entry.map} (${entry.key ?? 'its only key'}) at ${placeName(socket)}`,
    isLate: false,
    read: async (signal) => readingOf(await entriesNow(signal), entry),
    async put({ stored }, signal) {
      const { key } = entryOf(await entriesNow(signal), entry);
      await setMapValue(socket, { map: entry.map, key, value: stored }, signal);
    },
  };
}

/** The entry in the file that HAProxy loads when it starts. */
export function mapFile(file: string, entry: ShareEntry): SharePlace {
  return {
    name: file,
    identity: `the map file ${resolve(file)} (${entry.key ?? 'its only key'})`,
    isLate: false,
    read: async () => readingOf(mapEntriesIn(await readFile(file, 'utf8')), entry),
    async put({ stored }) {
      const text = await readFile(file, 'utf8');
      const { key } = entryOf(mapEntriesIn(text), entry);
      // Not by renaming a new file: one that is mounted into a container would stay the old one there.
      await writeFile(file, withMapValue(text, key, stored));
    },
  };
}

interface Entry {
  key: string;
  value: string;
}

function readingOf(entries: readonly Entry[], entry: ShareEntry): PlaceReading {
  const { value } = entryOf(entries, entry);
  if (!/^\d{1,9}$/.test(value) || Number(value) > entry.all)
    throw new Error(
      `${entry.map} has ${JSON.stringify(value)} where a whole number from 0 to ${entry.all} was expected`,
    );
  const setting = (count: number): ShareSetting => ({
    share: count / entry.all,
    words: `${count} of ${entry.all}`,
    stored: String(count),
    replicas: null,
  });
  return {
    ...setting(Number(value)),
    ...NOTHING_BESIDE,
    nearest: (share) => setting(Math.round(share * entry.all)),
  };
}

function entryOf(entries: readonly Entry[], { map, key }: ShareEntry): Entry {
  const found = key === null ? entries : entries.filter((one) => one.key === key);
  const [only, another] = found;
  if (only !== undefined && another === undefined) return only;
  const keys = entries.map((one) => JSON.stringify(one.key)).join(', ');
  if (only !== undefined && key !== null) throw new Error(`${map} has the key ${JSON.stringify(key)} twice`);
  if (only !== undefined) throw new Error(`${map} has several keys, ${keys}: name one with --map-key`);
  throw new Error(
    key === null
      ? `${map} is empty`
      : `${map} has no key ${JSON.stringify(key)}, but ${keys === '' ? 'is empty' : keys}`,
  );
}
