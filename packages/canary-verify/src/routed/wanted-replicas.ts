import type { ConsulSource } from '../consul/count-replicas.js';
import { type ConsulInstance, consulHealth, isHealthy } from '../consul/health.js';
import type { ResolvedOptions } from '../options/options.js';
import { reasonOf } from '../system/reason.js';
import type { Replicas } from '../terms/replicas.js';
import { TRACKS, type Track } from '../terms/track.js';
import type { RoutingGap } from './gap.js';

/** The replicas that should answer. */
export interface WantedReplicas {
  /** How many of each version; null if nobody gave a number. */
  counts: Replicas | null;
  /** The healthy replicas that Consul knows; null if it is not asked. */
  healthy: readonly WantedReplica[] | null;
}

/** A replica that Consul calls healthy. */
export interface WantedReplica {
  /** The service id in Consul. */
  instance: string;
  track: Track;
  /** Host and port. */
  address: string;
}

/** Asks Consul for the healthy replicas, if it is to be asked; or says why that failed. */
export async function wantedReplicas(
  { consul, replicas }: Pick<ResolvedOptions, 'consul' | 'replicas'>,
  signal: AbortSignal,
): Promise<WantedReplicas | RoutingGap> {
  if (consul === null) return { counts: replicas, healthy: null };
  try {
    return { counts: replicas, healthy: await healthyIn(consul, signal) };
  } catch (error) {
    return { kind: 'consul-unreachable', url: consul.url, cause: reasonOf(error) };
  }
}

async function healthyIn(
  { services, alone, ...agent }: ConsulSource,
  signal: AbortSignal,
): Promise<WantedReplica[]> {
  const names = [...new Set([services.stable, services.canary])];
  const all = await consulHealth(agent, names, signal);
  return TRACKS.filter((track) => alone === null || alone === track).flatMap((track) =>
    all
      .filter((one) => one.service === services[track] && isHealthy(one))
      .map((one) => ({ instance: one.instance, track, address: hostAndPort(one) })),
  );
}

function hostAndPort({ address, port }: ConsulInstance): string {
  return `${address.includes(':') ? `[${address}]` : address}:${port}`;
}

/** Whether Consul calls the same replicas healthy as before. */
export function isSameView(one: WantedReplicas, other: WantedReplicas): boolean {
  const names = ({ healthy }: WantedReplicas) =>
    healthy
      ?.map(({ instance }) => instance)
      .sort()
      .join('\n');
  return names(one) === names(other);
}
