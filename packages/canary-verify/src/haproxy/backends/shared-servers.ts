import { groupServers } from './server-groups.js';
import type { PooledServer, ServerPool } from './server-pool.js';
import { activeServers, type Sharing, serverShare, type Unshared, weightShare } from './shares.js';

/** Gives each server and each group of servers its share. */
export function sharedServers(
  unshared: readonly Unshared[],
  sharing: Sharing,
): Pick<ServerPool, 'servers' | 'groups'> {
  const { balance } = sharing;
  const active = activeServers(unshared, sharing);
  const servers = unshared.map((server): PooledServer => {
    if (balance === null) return { ...server, share: null, weightShare: null };
    return {
      ...server,
      share: serverShare(server, active, balance),
      weightShare: weightShare(server, active),
    };
  });
  const taking = new Set(servers.filter((_, index) => active.servers.has(unshared[index] as Unshared)));
  return { servers, groups: groupServers(servers, balance === null ? null : taking) };
}
