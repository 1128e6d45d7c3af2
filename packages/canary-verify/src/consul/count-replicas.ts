import { reasonOf } from '../system/reason.js';
import type { Replicas } from '../terms/replicas.js';
import type { ConsulAgent } from './agent.js';
import { consulHealth, isHealthy } from './health.js';

/** The Consul agent that knows the replicas, and the names of the two services. */
export interface ConsulSource extends ConsulAgent {
  services: { stable: string; canary: string };
}

/** The number of healthy replicas, or why Consul did not tell it. */
export type ReplicaCount = { replicas: Replicas } | { failure: string };

/** Counts the healthy replicas that Consul knows: those that it lets HAProxy know of. */
export async function countReplicas(
  { services, ...agent }: ConsulSource,
  signal: AbortSignal,
): Promise<ReplicaCount> {
  try {
    const all = await consulHealth(agent, [services.stable, services.canary], signal);
    const healthy = (name: string) => all.filter((one) => one.service === name && isHealthy(one)).length;
    return { replicas: { stable: healthy(services.stable), canary: healthy(services.canary) } };
  } catch (error) {
    return { failure: reasonOf(error) };
  }
}
