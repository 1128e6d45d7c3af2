import { dnsWeight } from '../../consul/health.js';
import { weightOfSrv } from '../../haproxy/index.js';
import type { Route, Side, TakenBackend, Untold } from '../../options/taken.js';
import type { Track } from '../../terms/track.js';
import type { Instance } from '../situation/situation.js';

/** The total weight of a version's servers. */
export interface Weighed {
  /** The number of healthy instances in Consul; null if it was not asked. */
  instances: number | null;
  weight: number;
}

/** @param fixed the weight of each instance if HAProxy ignores the weights of DNS; null if it uses them. */
export function weighed(instances: readonly Instance[], fixed: number | null = null): Weighed {
  const weightOf = ({ consul }: Instance) => (consul === null ? 0 : weightOfSrv(dnsWeight(consul)));
  const weight = instances.reduce((sum, one) => sum + (fixed ?? weightOf(one)), 0);
  return { instances: instances.length, weight };
}

/** Both versions' parts of a backend. */
export function shared(
  { backend, server, share }: Route,
  sides: Readonly<Record<Track, Weighed>>,
): TakenBackend | Untold {
  const total = sides.stable.weight + sides.canary.weight;
  if (total === 0)
    return {
      why: `neither version has a healthy instance${backend === null ? '' : ` in backend ${backend}`}`,
    };
  const side = ({ instances, weight }: Weighed): Side => ({ instances, share: weight / total });
  return { backend, server, share, stable: side(sides.stable), canary: side(sides.canary) };
}
