import { reasonOf } from '../system/reason.js';
import type { KnownReplicas } from '../terms/replicas.js';
import type { ConsulAgent } from './agent.js';
import { consulHealth, consulServices, dnsWeight, isHealthy } from './health.js';

/** The Consul agent that knows the replicas, and the names of the two services. */
export interface ConsulSource extends ConsulAgent {
  services: { stable: string; canary: string };
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
  { services, ...agent }: ConsulSource,
  signal: AbortSignal,
): Promise<ReplicaCount> {
  try {
    const all = await consulHealth(agent, [services.stable, services.canary], signal);
    const weightsOf = (name: string) =>
      all.filter((one) => one.service === name && isHealthy(one)).map(dnsWeight);
    const weights = { stable: weightsOf(services.stable), canary: weightsOf(services.canary) };
    const unhealthy = [services.stable, services.canary].flatMap((service) => {
      const own = all.filter((one) => one.service === service);
      return own.length === 0 || own.some(isHealthy) ? [] : [{ service, replicas: own.length }];
    });
    const replicas = { stable: weights.stable.length, canary: weights.canary.length, weights };
    return { replicas, unhealthy };
  } catch (error) {
    return { failure: reasonOf(error) };
  }
}
