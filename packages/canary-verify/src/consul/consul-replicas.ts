import { deadline } from '../deadline.js';
import type { Replica } from '../topology/topology.js';

/** What Consul answers for one instance of a service (GET /v1/health/service/:service), as far as it is used. */
interface HealthEntry {
  Node: { Address: string };
  Service: { ID: string; Service: string; Address: string; Port: number };
  Checks: { Status: string }[];
}

/** No answer within this time is none, in milliseconds. */
const TIMEOUT_MS = 2_000;

/**
 * The replicas of these services that Consul knows, healthy or not. The token is sent only where there is one, and nowhere
 * but to Consul: `fetch` would follow a redirect to anybody with it.
 */
export async function consulReplicas(
  consulUrl: string,
  services: readonly string[],
  token: string | null = null,
  signal: AbortSignal = new AbortController().signal,
): Promise<Replica[]> {
  using end = deadline(signal, TIMEOUT_MS);
  const headers = token === null ? {} : { 'X-Consul-Token': token };
  const answers = await Promise.all(
    services.map(async (service) => {
      const url = `${consulUrl}/v1/health/service/${encodeURIComponent(service)}`;
      const response = await fetch(url, { headers, redirect: 'manual', signal: end.signal });
      if (!response.ok) throw new Error(`Consul answered ${response.status} to ${url}`);
      return (await response.json()) as HealthEntry[];
    }),
  );
  return answers.flat().map(({ Node, Service, Checks }) => ({
    instance: Service.ID,
    service: Service.Service,
    address: Service.Address || Node.Address,
    port: Service.Port,
    healthy: Checks.every(({ Status }) => Status === 'passing' || Status === 'warning'),
  }));
}
