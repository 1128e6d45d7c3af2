import { reasonOf } from '../system/reason.js';
import type { KnownReplicas } from '../terms/replicas.js';
import type { Track } from '../terms/track.js';
import type { ConsulAgent } from './agent.js';
import { type ConsulInstance, consulHealth, dnsWeight, isHealthy } from './health.js';

/** The Consul agent that knows the replicas, and the names of the two services. */
export interface ConsulSource extends ConsulAgent {
  services: { stable: string; canary: string };
  /** The version that all instances are of, where both names are those of one service; null if there are two services. */
  alone: Track | null;
}

/** The healthy replicas and their weights, or why Consul did not tell it. */
export type ReplicaCount = { replicas: KnownReplicas } | { failure: string };

/** Counts the healthy replicas that Consul knows: those that it lets HAProxy know of. */
export async function countReplicas(
  { services, alone, ...agent }: ConsulSource,
  signal: AbortSignal,
): Promise<ReplicaCount> {
  try {
    const all = await consulHealth(agent, [...new Set([services.stable, services.canary])], signal);
    const of = (track: Track) =>
      alone !== null && alone !== track
        ? []
        : all.filter((one) => one.service === services[track] && isHealthy(one));
    const [stable, canary] = [of('stable'), of('canary')];
    return {
      replicas: {
        stable: stable.length,
        canary: canary.length,
        weights: { stable: stable.map(dnsWeight), canary: canary.map(dnsWeight) },
        ids: { stable: stable.map(idOf), canary: canary.map(idOf) },
      },
    };
  } catch (error) {
    return { failure: reasonOf(error) };
  }
}

function idOf({ instance }: ConsulInstance): string {
  return instance;
}
