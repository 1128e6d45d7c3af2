import { consulHealth, isHealthy } from '../consul/health.js';
import type { Replica } from './topology.js';

/** The replicas of these services that Consul knows, healthy or not. */
export async function consulReplicas(
  consulUrl: string,
  services: readonly string[],
  token: string | null = null,
  signal: AbortSignal = new AbortController().signal,
): Promise<Replica[]> {
  const instances = await consulHealth({ url: consulUrl, token }, services, signal);
  return instances.map(({ instance, service, address, port, status }) => ({
    instance,
    service,
    address,
    port,
    healthy: isHealthy({ status }),
  }));
}
