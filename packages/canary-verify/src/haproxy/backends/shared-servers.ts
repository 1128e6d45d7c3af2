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
  const taking = new Set<PooledServer>();
  const servers = unshared.map((server): PooledServer => {
    const share = balance === null ? null : serverShare(server, active, balance);
    const shared = { ...server, share, weightShare: balance === null ? null : weightShare(server, active) };
    if (active.servers.has(server)) taking.add(shared);
    return shared;
  });
  return { servers, groups: groupServers(servers, balance === null ? null : taking) };
}
