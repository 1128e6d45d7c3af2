import type { Balance, PooledServer } from './server-pool.js';

/** A server before its share is known. */
export type Unshared = Omit<PooledServer, 'share' | 'weightShare'> & { id: number | null };

/**
 * The servers that get requests when all are up. Backups get none while another server can take requests; then the first
 * of them gets everything, unless `option allbackups` is set.
 */
export function activeServers<Server extends Unshared>(
  servers: readonly Server[],
  allBackups: boolean,
): Server[] {
  const usable = servers.filter(({ disabled, weight, count }) => !disabled && weight !== 0 && count !== 0);
  const regular = usable.filter(({ backup }) => !backup);
  if (regular.length > 0) return regular;
  return allBackups ? usable : usable.slice(0, 1);
}

/** Of one server, of the sum of all weights that count; null: DNS or an agent tells weights or how many there are. */
export function weightShare(server: Unshared, active: readonly Unshared[]): number | null {
  if (!active.includes(server)) return 0;
  if (active.length === 1 && server.count === 1) return 1;
  const total = active.reduce<number | null>((sum, { weight, count }) => {
    return sum === null || weight === null || count === null ? null : sum + weight * count;
  }, 0);
  return total === null || server.weight === null ? null : server.weight / total;
}

/** Of one server's requests, of new clients; null: it cannot be told. */
export function shareOf(server: Unshared, active: readonly Unshared[], balance: Balance): number | null {
  if (!active.includes(server)) return 0;
  if (active.length === 1 && server.count === 1) return 1;
  if (balance.weights === 'exactly') return weightShare(server, active);
  return balance.algorithm === 'first' ? firstShare(server, active) : null;
}

/** The first server gets everything as long as it takes connections. */
function firstShare(server: Unshared, active: readonly Unshared[]): number | null {
  const [first] = active;
  const decided = active.every(({ id, count }) => id === null && count === 1) && first?.maxconn === null;
  if (!decided) return null;
  return server === first ? 1 : 0;
}
