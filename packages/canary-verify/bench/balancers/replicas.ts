import { join } from 'node:path';
import type { Track } from '../../src/terms/track.js';

/** A server that answers by itself. */
export interface Replica {
  name: string;
  track: Track;
}

/** How many servers of each version a backend has. */
export type Mix = Record<Track, number>;

/** The servers that there are: backends share them. */
const MOST: Mix = { stable: 9, canary: 5 };
const VERSIONS: Record<Track, string> = { stable: '1.0.0', canary: '1.1.0' };

/** The first servers of each version, stable ones first. */
export function replicas({ stable, canary }: Mix): Replica[] {
  return [...some('stable', stable), ...some('canary', canary)];
}

function some(track: Track, count: number): Replica[] {
  if (count > MOST[track]) throw new RangeError(`there are ${MOST[track]} ${track} servers, not ${count}`);
  return Array.from({ length: count }, (_, index) => ({ name: `${track}-${index + 1}`, track }));
}

/**
 * All servers as `listen` sections without a backend: `http-request return` answers at once and keeps the connection
 * (Configuration Manual 2.6, section 4.2, "http-request return").
 */
export function replicaSections(folder: string): string {
  return replicas(MOST)
    .map(({ name, track }) =>
      [
        `listen ${name}`,
        `  bind ${replicaAddress(folder, name)}`,
        `  http-request return status 200 content-type text/plain string ok ${headers({ name, track })}`,
      ].join('\n'),
    )
    .join('\n\n');
}

function headers({ name, track }: Replica): string {
  const described = { Track: track, Version: VERSIONS[track], Instance: name };
  return Object.entries(described)
    .map(([part, value]) => `hdr X-Service-${part} ${value}`)
    .join(' ');
}

/** A Unix socket: it takes no port, however many connections there were (section 4.2, "bind"). */
export function replicaAddress(folder: string, name: string): string {
  return `unix@${join(folder, `${name}.sock`)}`;
}
