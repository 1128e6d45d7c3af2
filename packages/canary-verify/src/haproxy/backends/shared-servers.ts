import { groupServers } from './server-groups.js';
import type { Balance, PooledServer, ServerPool } from './server-pool.js';
import { activeServers, shareOf, type Unshared, weightShare } from './shares.js';

/** What decides over shares besides the servers. */
export interface Sharing {
  allBackups: boolean;
  /** Null: no share is claimed. */
  balance: Balance | null;
}

/** Gives each server and each group of servers its share. */
export function sharedServers(
  unshared: readonly Unshared[],
  { allBackups, balance }: Sharing,
): Pick<ServerPool, 'servers' | 'groups'> {
  const active = activeServers(unshared, allBackups);
  const servers = unshared.map((server): PooledServer => {
    const { id: _, ...pooled } = server;
    if (balance === null) return { ...pooled, share: null, weightShare: null };
    return { ...pooled, share: shareOf(server, active, balance), weightShare: weightShare(server, active) };
  });
  const taking = new Set(servers.filter((_, index) => active.servers.has(unshared[index] as Unshared)));
  return { servers, groups: groupServers(servers, balance === null ? null : taking) };
}
