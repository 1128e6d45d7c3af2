import type { ConsulSource } from '../consul/count-replicas.js';
import { consulHealth, consulServices } from '../consul/health.js';
import type { KnownReplicas } from '../terms/replicas.js';
import { TRACKS } from '../terms/track.js';
import type { ReplicasUnknown } from './blocked.js';

/** More services than this are not looked through. */
const MOST_SERVICES = 50;

/**
 * The service that answers, if it is another one than those whose replicas Consul was asked for: none of the replicas that answered
 * is one of theirs, and all that Consul knows are of that service. Null where that cannot be said.
 */
export async function findOtherService(
  { consul, replicas }: { consul: ConsulSource | null; replicas: KnownReplicas | null },
  answering: ReadonlySet<string>,
  signal: AbortSignal,
): Promise<Extract<ReplicasUnknown, { kind: 'other-service' }> | null> {
  if (consul === null || replicas?.ids == null || answering.size === 0) return null;
  const { ids } = replicas;
  if (TRACKS.some((track) => ids[track].some((id) => answering.has(id)))) return null;
  const { services, alone: _, ...agent } = consul;
  const asked = Object.values(services);
  try {
    const others = (await consulServices(agent, signal)).filter((name) => !asked.includes(name));
    if (others.length > MOST_SERVICES) return null;
    const instances = await consulHealth(agent, others, signal);
    const found = new Set(
      instances.filter(({ instance }) => answering.has(instance)).map(({ service }) => service),
    );
    const [service, another] = found;
    if (service === undefined || another !== undefined) return null;
    return { kind: 'other-service', service, services: [...new Set(asked)] };
  } catch {
    // Consul has answered before. What it does not say now is not known, and the run goes by the numbers alone.
    return null;
  }
}
