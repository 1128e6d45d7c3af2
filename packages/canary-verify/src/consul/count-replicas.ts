import { reasonOf } from '../system/reason.js';
import type { KnownReplicas } from '../terms/replicas.js';
import type { ConsulAgent } from './agent.js';
import { consulHealth, dnsWeight, isHealthy } from './health.js';

/** The Consul agent that knows the replicas, and the names of the two services. */
export interface ConsulSource extends ConsulAgent {
  services: { stable: string; canary: string };
}

/** The healthy replicas and their weights, or why Consul did not tell it. */
export type ReplicaCount = { replicas: KnownReplicas } | { failure: string };

/** Counts the healthy replicas that Consul knows: those that it lets HAProxy know of. */
export async function countReplicas(
  { services, ...agent }: ConsulSource,
  signal: AbortSignal,
): Promise<ReplicaCount> {
  try {
    const all = await consulHealth(agent, [services.stable, services.canary], signal);
    const weightsOf = (name: string) =>
      all.filter((one) => one.service === name && isHealthy(one)).map(dnsWeight);
    const weights = { stable: weightsOf(services.stable), canary: weightsOf(services.canary) };
    return { replicas: { stable: weights.stable.length, canary: weights.canary.length, weights } };
  } catch (error) {
    return { failure: reasonOf(error) };
  }
}
