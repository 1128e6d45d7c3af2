import { setTimeout as pause } from 'node:timers/promises';
import type { StartedTopology } from 'canary-verify/topology';

/** The weight of each replica of a version, as HAProxy will see it. */
export interface Weights {
  stable: number;
  canary: number;
}

/** service-kit publishes 256 times the weight, because HAProxy divides it by 256. */
const PUBLISHED = 256;

/** Tells the replicas, which must be `weights-service.mjs`, and waits until Consul says so. */
export async function setWeights(topology: StartedTopology, weights: Weights): Promise<void> {
  for (const { service, address, port } of await topology.replicas()) {
    if (service === 'credit') continue;
    const weight = service === 'service-v1' ? weights.stable : weights.canary;
    const told = await fetch(`http://${address}:${port}/weight`, { method: 'PUT', body: String(weight) });
    if (!told.ok) throw new Error(`${service} did not take the weight ${weight}: ${told.status}`);
  }
  const wanted = JSON.stringify(weights);
  const deadline = performance.now() + 10_000;
  for (;;) {
    const known = JSON.stringify({
      stable: await weightInConsul(topology, 'service-v1'),
      canary: await weightInConsul(topology, 'service-v2'),
    });
    if (known === wanted) return;
    if (performance.now() > deadline) throw new Error(`After 10 s Consul says ${known}, not ${wanted}`);
    await pause(50);
  }
}

/** The weight that all replicas of a service have; NaN while they have different ones. */
async function weightInConsul({ urls }: StartedTopology, service: string): Promise<number> {
  const response = await fetch(`${urls.consul}/v1/health/service/${service}`);
  const entries = (await response.json()) as { Service: { Weights: { Passing: number } } }[];
  const weights = new Set(entries.map(({ Service }) => Service.Weights.Passing));
  const [weight = Number.NaN] = weights;
  return weights.size === 1 ? weight / PUBLISHED : Number.NaN;
}
