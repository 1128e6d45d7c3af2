import type { Track } from '../terms/track.js';
import type { StartedTopology } from '../topology/topology.js';
import type { Capacity } from './capacity.js';

/**
 * The replicas of a topology of the harness, local or compose: those are ready that Consul calls healthy. `services`: the names of both
 * versions.
 */
export function replicasOf(
  topology: Pick<StartedTopology, 'driver' | 'replicas' | 'scale'>,
  services: Readonly<Record<Track, string>>,
): Capacity {
  return {
    name: `the ${topology.driver} topology`,
    async ready(track) {
      const replicas = await topology.replicas();
      return replicas.filter(({ service, healthy }) => healthy && service === services[track]).length;
    },
    scale: (track, count) => topology.scale(services[track], count),
  };
}
