import { setTimeout as pause } from 'node:timers/promises';
import type { StartedTopology } from 'canary-verify/topology';
import type { Replicas } from './deduced.js';

/** The weight of each replica of a version, as HAProxy will see it. */
export interface Weights {
  stable: number;
  canary: number;
}

/** Tells the replicas, which must be `weights-service.mjs`, and waits until Consul says so. */
export async function setWeights(topology: StartedTopology, weights: Weights): Promise<void> {
  for (const { service, address, port } of await topology.replicas()) {
    if (service === 'credit') continue;
    const weight = service === 'service-v1' ? weights.stable : weights.canary;
    const told = await fetch(`http://${address}:${port}/weight`, { method: 'PUT', body: String(weight) });
    if (!told.ok) throw new Error(`${service} did not take the weight ${weight}: ${told.status}`);
  }
  const deadline = performance.now() + 10_000;
  for (;;) {
    const { stable, canary } = await replicasInConsul(topology);
    if (stable.weight === weights.stable && canary.weight === weights.canary) return;
    if (performance.now() > deadline)
      throw new Error(`After 10 s Consul says ${stable.weight} and ${canary.weight}`);
    await pause(50);
  }
}

/** How many replicas of each version Consul names to HAProxy, and which weight HAProxy makes of theirs. */
export async function replicasInConsul({ urls }: StartedTopology): Promise<Replicas> {
  const [stable, canary] = await Promise.all(
    ['service-v1', 'service-v2'].map(async (service) => {
      const response = await fetch(`${urls.consul}/v1/health/service/${service}?passing`);
      const entries = (await response.json()) as { Service: { Weights: { Passing: number } } }[];
      const weights = new Set(entries.map(({ Service }) => Math.ceil(Service.Weights.Passing / 256)));
      const [weight = Number.NaN] = weights;
      return { count: entries.length, weight: weights.size === 1 ? weight : Number.NaN };
    }),
  );
  if (stable === undefined || canary === undefined) throw new Error('two services were asked for');
  return { stable, canary };
}
