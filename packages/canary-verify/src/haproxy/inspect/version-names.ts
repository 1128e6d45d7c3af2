import { groupName } from '../backends/server-groups.js';
import type { PooledServer, ServerGroup, ServerPool } from '../backends/server-pool.js';
import type { VersionName } from './inspection.js';

/** The user's names for the versions: backends, or the start of servers' names. Null if none is given. */
export interface AskedNames {
  canary: string | null;
  stable: string | null;
}

const USUAL = /^canary|[-_.]canary$|[-_.]v2$/i;

/** Whether a name stands for the canary: the user's word or, without it, `canary…` and `…-v2`. */
export function isCanaryName(name: string, asked: AskedNames): boolean {
  if (asked.stable === name) return false;
  return asked.canary === null ? USUAL.test(name) : asked.canary === name;
}

/**
 * True if the servers of a group are canaries, by their names or by the service in Consul that their addresses
 * name.
 */
export function isCanaryGroup({ name }: ServerGroup, pool: ServerPool, asked: AskedNames): boolean {
  if (isCanaryName(name, asked)) return true;
  const services = pool.servers.filter((server) => groupName(server.name) === name).map(serviceOf);
  return services.every((service) => service !== null && isCanaryName(service, asked));
}

/** Everything that stands for the canary. */
export function canariesOf(pools: readonly ServerPool[], asked: AskedNames): VersionName[] {
  return pools.flatMap((pool): VersionName[] => {
    if (isCanaryName(pool.name, asked)) return [{ backend: pool.name, servers: null }];
    const groups = pool.groups.filter((group) => isCanaryGroup(group, pool, asked));
    return groups.map(({ name }) => ({ backend: pool.name, servers: name }));
  });
}

/** `_service-v2._tcp.service.consul` names the service `service-v2`. */
function serviceOf({ address }: PooledServer): string | null {
  return /^_([^.]+)\._/.exec(address)?.[1] ?? null;
}
