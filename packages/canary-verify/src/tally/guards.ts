import {
  type Drift,
  type DriftEvidence,
  driftEvidence,
  findDrift,
  observeForDrift,
} from '../statistics/drift-test.js';
import { observePair, type PairEvidence, pairEvidence, showsDependence } from '../statistics/pair-test.js';
import type { Track } from '../terms/track.js';

/**
 * What watches over the assumptions of an arm's verdict: that responses of one connection do not depend on one another, and
 * that the share does not change while it is measured.
 */
export interface Guards {
  pairs: PairEvidence;
  drift: DriftEvidence;
  latest: LatestVersions;
  /** The first responses of all connections: independent even where connections are pinned. */
  firsts: Record<Track, number>;
  /** Connections are shown to be pinned. */
  pinned: boolean;
  /** The change of the share that was found. */
  drifted: Drift | null;
}

/** The latest version seen on each connection that may still be in use, by the connection's number modulo the size. */
interface LatestVersions {
  connections: Float64Array;
  canary: Uint8Array;
}

/**
 * The maximum number of connections that are remembered. Older ones are forgotten, because so many are never in
 * use at once.
 */
const MOST_CONNECTIONS = 4_096;

export function newGuards(): Guards {
  return {
    pairs: pairEvidence(),
    drift: driftEvidence(),
    latest: {
      connections: new Float64Array(MOST_CONNECTIONS).fill(-1),
      canary: new Uint8Array(MOST_CONNECTIONS),
    },
    firsts: { stable: 0, canary: 0 },
    pinned: false,
    drifted: null,
  };
}

/** Takes a response in, in the order of dispatch. */
export function watchResponse(guards: Guards, track: Track, connection: number, errorRate: number): void {
  const { latest, pairs, drift } = guards;
  const slot = connection % MOST_CONNECTIONS;
  const canary = track === 'canary';
  if (latest.connections[slot] === connection) {
    observePair(pairs, latest.canary[slot] === 1, canary);
    guards.pinned ||= showsDependence(pairs, errorRate);
  } else guards.firsts[track]++;
  latest.connections[slot] = connection;
  latest.canary[slot] = canary ? 1 : 0;
  if (observeForDrift(drift, canary)) guards.drifted ??= findDrift(drift, errorRate);
}
