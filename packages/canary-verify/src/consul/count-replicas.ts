import { reasonOf } from '../system/reason.js';
import type { KnownReplicas } from '../terms/replicas.js';
import type { Track } from '../terms/track.js';
import type { ConsulAgent } from './agent.js';
import { type ConsulInstance, consulHealth, consulServices, dnsWeight, isHealthy } from './health.js';

/** The Consul agent that knows the replicas, and the names of the two services. */
export interface ConsulSource extends ConsulAgent {
  services: { stable: string; canary: string };
  /** The version that all instances are of, where both names are those of one service; null if there are two services. */
  alone: Track | null;
}

/** The healthy replicas and their weights, and the services that have replicas but no healthy one; or why Consul could not be read. */
export type ReplicaCount =
  | { replicas: KnownReplicas; unhealthy: { service: string; replicas: number }[] }
  | { failure: string };

/** The most names of services that are shown. */
const MOST_NAMES = 20;

/** The services that Consul shows to the token, but Consul itself; null if the list cannot be read. */
export async function knownServices(agent: ConsulAgent, signal: AbortSignal): Promise<string[] | null> {
  const names = await consulServices(agent, signal).catch(() => null);
  return names?.filter((name) => name !== 'consul').slice(0, MOST_NAMES) ?? null;
}

/** Counts the healthy replicas that Consul knows: those that it lets HAProxy know of. */
export async function countReplicas(
  { services, alone, ...agent }: ConsulSource,
  signal: AbortSignal,
): Promise<ReplicaCount> {
  try {
    const names = [...new Set([services.stable, services.canary])];
    const all = await consulHealth(agent, names, signal);
    const of = (track: Track) =>
      alone !== null && alone !== track
        ? []
        : all.filter((one) => one.service === services[track] && isHealthy(one));
    const [stable, canary] = [of('stable'), of('canary')];
    const unhealthy = names.flatMap((service) => {
      const own = all.filter((one) => one.service === service);
      return own.length === 0 || own.some(isHealthy) ? [] : [{ service, replicas: own.length }];
    });
    return {
      replicas: {
        stable: stable.length,
        canary: canary.length,
        weights: { stable: stable.map(dnsWeight), canary: canary.map(dnsWeight) },
        ids: { stable: stable.map(idOf), canary: canary.map(idOf) },
      },
      unhealthy,
    };
  } catch (error) {
    return { failure: reasonOf(error) };
  }
}

function idOf({ instance }: ConsulInstance): string {
  return instance;
}
