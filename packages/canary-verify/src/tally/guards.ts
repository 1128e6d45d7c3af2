import {
  type ConnectionEvidence,
  connectionEvidence,
  logUnlikeConnections,
  observeConnection,
} from '../statistics/connection-test.js';
import {
  type DependenceEvidence,
  dependenceEvidence,
  logDependence,
  observeForDependence,
} from '../statistics/dependence-test.js';
import { type BlockCounts, blockCounts, countInBlock, leastDispersion } from '../statistics/dispersion.js';
import {
  type Drift,
  type DriftEvidence,
  driftEvidence,
  findDrift,
  largestChange,
  observeForDrift,
  type PossibleChange,
} from '../statistics/drift-test.js';
import { observePair, type PairEvidence, pairEvidence, showsDependence } from '../statistics/pair-test.js';
import type { Track } from '../terms/track.js';

/**
 * What watches over the assumptions of an arm's verdict: that requests are routed one by one, whatever came before them and
 * whatever connection they use, and that the share does not change while it is measured.
 */
export interface Guards {
  pairs: PairEvidence;
  connections: ConnectionEvidence;
  dependence: DependenceEvidence;
  blocks: BlockCounts;
  drift: DriftEvidence;
  latest: LatestVersions;
  /** The first responses of all connections: independent even where connections are pinned. */
  firsts: Record<Track, number>;
  /** Connections are shown to be pinned, or to have shares of their own. */
  pinned: boolean;
  /** Responses are shown to depend on those before them: the canary comes in bursts. */
  dependent: boolean;
  /** The change of the share that was found. */
  drifted: Drift | null;
}

/** What each connection that may still be in use has brought, by the connection's number modulo the size. */
interface LatestVersions {
  connections: Float64Array;
  /** The latest response was the canary's. */
  canary: Uint8Array;
  canaries: Uint16Array;
  responses: Uint16Array;
}

/**
 * The maximum number of connections that are remembered. Older ones are forgotten, because so many are never in
 * use at once.
 */
const MOST_CONNECTIONS = 4_096;

/** The guards that can raise a false alarm: each has its part of the error rate. */
const GUARDS = 4;

/** Fewer responses do not tell a change from replicas that have their turns one after the other. */
const LEAST_FOR_DRIFT = 200;

/** Bursts are looked for every so many responses: to weigh the evidence takes longer than to collect it. */
const LOOK_EVERY = 10;

export function newGuards(): Guards {
  return {
    pairs: pairEvidence(),
    connections: connectionEvidence(),
    dependence: dependenceEvidence(),
    blocks: blockCounts(),
    drift: driftEvidence(),
    latest: {
      connections: new Float64Array(MOST_CONNECTIONS).fill(-1),
      canary: new Uint8Array(MOST_CONNECTIONS),
      canaries: new Uint16Array(MOST_CONNECTIONS),
      responses: new Uint16Array(MOST_CONNECTIONS),
    },
    firsts: { stable: 0, canary: 0 },
    pinned: false,
    dependent: false,
    drifted: null,
  };
}

/** Takes a response in, in the order of dispatch. All guards together raise a false alarm with a chance of at most `errorRate`. */
export function watchResponse(guards: Guards, track: Track, connection: number, errorRate: number): void {
  const { dependence, drift } = guards;
  const each = errorRate / GUARDS;
  const canary = track === 'canary';
  watchConnection(guards, track, connection, each);
  observeForDependence(dependence, canary);
  countInBlock(guards.blocks, canary);
  if (dependence.responses % LOOK_EVERY === 0 && dependence.responses >= LEAST_RESPONSES)
    guards.dependent ||= comesInBursts(guards, -Math.log(each));
  if (observeForDrift(drift, canary) && drift.responses >= LEAST_FOR_DRIFT)
    guards.drifted ??= findDrift(drift, each);
}

function watchConnection(guards: Guards, track: Track, connection: number, errorRate: number): void {
  const { latest, pairs, connections } = guards;
  const slot = connection % MOST_CONNECTIONS;
  const canary = track === 'canary';
  if (latest.connections[slot] === connection) {
    observePair(pairs, latest.canary[slot] === 1, canary);
    const before = {
      canary: latest.canaries[slot] as number,
      responses: latest.responses[slot] as number,
    };
    observeConnection(connections, before, canary);
    guards.pinned ||=
      showsDependence(pairs, errorRate) ||
      (connections.responses % LOOK_EVERY === 0 && logUnlikeConnections(connections) >= -Math.log(errorRate));
  } else {
    guards.firsts[track]++;
    latest.connections[slot] = connection;
    latest.canaries[slot] = latest.responses[slot] = 0;
  }
  latest.canary[slot] = canary ? 1 : 0;
  latest.canaries[slot] = (latest.canaries[slot] as number) + (canary ? 1 : 0);
  latest.responses[slot] = (latest.responses[slot] as number) + 1;
}

/** Fewer responses do not tell bursts from replicas that have their turns one after the other. */
const LEAST_RESPONSES = 800;

/** The counts of blocks vary by more than this part of what chance makes of them: less is no reason for concern. */
const DISPERSED = 1.2;

/**
 * Whether responses depend on those before them in a way that matters. Where replicas have their turns in order, all stable ones and
 * then all canaries, they depend on one another as well, but their counts vary less than by chance: then every promise holds.
 */
function comesInBursts({ dependence, blocks }: Guards, enough: number): boolean {
  if (logDependence(dependence) < enough) return false;
  const dispersion = leastDispersion(blocks);
  return dispersion !== null && dispersion >= DISPERSED;
}

/** Evidence of this size, as the log of a likelihood ratio, is a reason to wait: long before anything is shown. */
const SUSPICIOUS = 1;

/** A change of this size, as a likelihood ratio statistic, is a reason to wait. */
const SUSPICIOUS_CHANGE = 8.5;

/** The change that is largest, when it is a reason to wait; null when it is none. */
export function suspectedChange({ drift }: Guards, now = true): PossibleChange | null {
  const change = largestChange(drift, now);
  return change === null || change.evidence < SUSPICIOUS_CHANGE ? null : change;
}

/** Whether the canary may come in bursts: a reason to wait. */
export function seemsInBursts(guards: Guards): boolean {
  return comesInBursts(guards, SUSPICIOUS);
}

/** Whether a guard has a reason to wait: then the counts so far allow no answer yet. */
export function isSuspicious(guards: Guards, answer: 'inside' | 'outside'): boolean {
  return (
    seemsInBursts(guards) ||
    logUnlikeConnections(guards.connections) >= SUSPICIOUS ||
    suspectedChange(guards, answer === 'inside') !== null
  );
}
