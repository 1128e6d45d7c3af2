import { consulHealth, isHealthy } from '../consul/health.js';
import type { Replica } from './topology.js';

/** The replicas of these services that Consul knows, healthy or not. */
export async function consulReplicas(
  consulUrl: string,
  services: readonly string[],
  token: string | null = null,
  signal: AbortSignal = new AbortController().signal,
): Promise<Replica[]> {
  // Versions that differ by a tag are one service.
  const instances = await consulHealth({ url: consulUrl, token }, [...new Set(services)], signal);
  return instances.map(({ instance, service, address, port, status }) => ({
    instance,
    service,
    address,
    port,
    healthy: isHealthy({ status }),
  }));
}

/** Has Consul forget an instance that has left without saying so. */
export async function forgetInstance(consulUrl: string, instance: string): Promise<void> {
  const url = `${consulUrl}/v1/agent/service/deregister/${encodeURIComponent(instance)}`;
  const response = await fetch(url, { method: 'PUT', signal: AbortSignal.timeout(2_000) });
  await response.body?.cancel();
  // 404: it is forgotten already.
  if (!response.ok && response.status !== 404)
    throw new Error(`Consul answered ${response.status} when it was to forget ${instance}`);
}
