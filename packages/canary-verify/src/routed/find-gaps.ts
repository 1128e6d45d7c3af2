import { TRACKS, type Track } from '../terms/track.js';
import type { RoutingGap } from './gap.js';
import type { TrafficWindow } from './traffic-window.js';
import type { WantedReplicas } from './wanted-replicas.js';

/** What was seen of the routing. */
export interface RoutingView {
  wanted: WantedReplicas;
  /** The latest requests. */
  traffic: TrafficWindow;
  /** The replicas that have answered since Consul's view last changed. */
  seen: ReadonlyMap<string, Track | null>;
}

/** Says what keeps just the wanted replicas from answering; nothing where they do. */
export function findGaps({ wanted, traffic, seen }: RoutingView): RoutingGap[] {
  const { requests, failed, cause, unnamed } = traffic;
  const failing: RoutingGap[] =
    failed === 0 || cause === null ? [] : [{ kind: 'requests-fail', failed, requests, cause }];
  if (unnamed > 0) failing.push({ kind: 'answers-unnamed', requests: unnamed });
  return [...countGaps(wanted), ...failing, ...answerGaps({ wanted, traffic, seen })];
}

function countGaps({ counts, healthy }: WantedReplicas): RoutingGap[] {
  if (counts === null || healthy === null) return [];
  return TRACKS.flatMap((track) => {
    const found = healthy.filter((one) => one.track === track).length;
    const wanted = counts[track];
    return found === wanted ? [] : [{ kind: 'not-healthy-yet', track, healthy: found, wanted } as const];
  });
}

function answerGaps(view: RoutingView): RoutingGap[] {
  const { wanted, traffic, seen } = view;
  const { healthy, counts } = wanted;
  if (healthy !== null && knowsNames(view)) {
    const ids = new Set(healthy.map(({ instance }) => instance));
    // One whose answers name nobody may have answered.
    const silent = traffic.unnamed > 0 ? [] : [...ids].filter((instance) => !seen.has(instance));
    const strangers = [...traffic.replicas.keys()].filter((instance) => !ids.has(instance));
    return [
      ...silent.map((instance) => ({ kind: 'not-answering', instance }) as const),
      ...strangers.map((instance) => ({ kind: 'still-answering', instance }) as const),
    ];
  }
  return traffic.unnamed > 0 ? [] : numberGaps(seen, counts ?? numbersOf(healthy ?? []));
}

/** Whether the responses name replicas as Consul does; where they have names of their own, only their number can be compared. */
function knowsNames({ wanted: { healthy }, traffic }: RoutingView): boolean {
  const ids = new Set(healthy?.map(({ instance }) => instance));
  return traffic.replicas.size === 0 || [...traffic.replicas.keys()].some((name) => ids.has(name));
}

function numbersOf(healthy: readonly { track: Track }[]): Record<Track, number> {
  const of = (track: Track) => healthy.filter((one) => one.track === track).length;
  return { stable: of('stable'), canary: of('canary') };
}

function numberGaps(seen: ReadonlyMap<string, Track | null>, wanted: Record<Track, number>): RoutingGap[] {
  const tracks = [...seen.values()];
  if (tracks.includes(null) || tracks.length === 0) {
    const all = wanted.stable + wanted.canary;
    if (seen.size === all) return [];
    return [{ kind: 'other-number-answers', track: null, answering: seen.size, wanted: all }];
  }
  return TRACKS.flatMap((track) => {
    const answering = tracks.filter((one) => one === track).length;
    if (answering === wanted[track]) return [];
    return [{ kind: 'other-number-answers', track, answering, wanted: wanted[track] } as const];
  });
}
