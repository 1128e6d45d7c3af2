import type { KnownReplicas, Replicas } from '../terms/replicas.js';
import { TRACKS, type Track } from '../terms/track.js';
import { isNameless } from './nameless.js';
import type { ArmTally } from './tally.js';

/** The replicas of a version that have answered. */
export function seenReplicas(tally: ArmTally, track: Track): number {
  const instances = new Set<string>();
  for (const entry of tally.origins.values())
    if (entry.track === track && entry.origin.instance !== null) instances.add(entry.origin.instance);
  return instances.size;
}

/**
 * How many of the known replicas of a version have answered. Where responses name replicas as Consul does, those count that
 * Consul calls healthy; where they have names of their own, their number is all that can be compared.
 */
export function seenOf({ ids }: KnownReplicas, tally: ArmTally, track: Track): number {
  const own = new Set(ids?.[track]);
  const named = distinctReplicas(tally);
  if (!named.some((instance) => own.has(instance))) return seenReplicas(tally, track);
  return named.filter((instance) => own.has(instance)).length;
}

/** The replicas that responses came from, without regard to their version. */
export function distinctReplicas({ origins }: ArmTally): string[] {
  const named = [...origins.values()].map(({ origin }) => origin.instance);
  return [...new Set(named.filter((instance) => instance !== null))];
}

/** The replica that all responses with a version came from; null if there are several, or some name none. */
export function onlyReplica({ origins }: ArmTally): string | null {
  const identified = [...origins.values()].filter(({ track }) => track !== null);
  const instances = new Set(identified.map(({ origin }) => origin.instance));
  const [only = null] = instances;
  return instances.size === 1 ? only : null;
}

/** How many of the responses of a version name their replica. */
export function namesReplicas(tally: ArmTally, track: Track): 'all' | 'some' | 'none' {
  const own = [...tally.origins.values()].filter((entry) => entry.track === track);
  const named = own.filter(({ origin }) => origin.instance !== null).length;
  if (named === 0 && own.length > 0) return 'none';
  return named === own.length ? 'all' : 'some';
}

/** With two even replicas, 30 responses in a row from the same one happen by chance in 1 of 500 million cases. */
const LEAST_ALONE = 30;

/** The replica that gave all the responses although its version has more; null when there is none such. */
export function lonelyReplica(tally: ArmTally, replicas: Replicas | null): string | null {
  const [only, ...others] = [...tally.origins.values()].filter(({ origin }) => !isNameless(origin));
  if (replicas === null || only === undefined || others.length > 0 || only.count < LEAST_ALONE) return null;
  // A lone version may be of either side, and one of them has several replicas then.
  const most = only.track === null ? Math.max(replicas.stable, replicas.canary) : replicas[only.track];
  return most > 1 ? only.origin.instance : null;
}

/** Whether some responses were identified, and none of a version names its replica: then nobody can tell whether all answered. */
export function isWithoutReplicas(tally: ArmTally): boolean {
  return TRACKS.some((track) => tally[track] > 0 && namesReplicas(tally, track) === 'none');
}
