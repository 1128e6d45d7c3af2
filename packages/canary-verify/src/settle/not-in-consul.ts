import { type ConsulSource, knownServices } from '../consul/count-replicas.js';
import type { ReplicasUnknown } from './blocked.js';

type NotInConsul = Extract<ReplicasUnknown, { kind: 'not-in-consul' }>;

/** What Consul has instead of a healthy replica. */
export async function notInConsul(
  { services, ...agent }: ConsulSource,
  unhealthy: NotInConsul['unhealthy'],
  signal: AbortSignal,
): Promise<NotInConsul> {
  const known = await knownServices(agent, signal);
  return { kind: 'not-in-consul', services: [...new Set(Object.values(services))], unhealthy, known };
}
