import type { Balance, PooledServer } from './server-pool.js';

/** A server before its share is known. */
export type Unshared = Omit<PooledServer, 'share' | 'weightShare'>;

/** The facts that decide shares, besides the servers. */
export interface Sharing {
  allBackups: boolean;
  /** A server has an `id`: ids change the order. */
  numbered: boolean;
  /** Null if no share is claimed. */
  balance: Balance | null;
}

/** Those that get requests when all are up. */
export interface ActiveServers {
  servers: ReadonlySet<Unshared>;
  /** The sum of their weights; null if DNS or an agent tells weights or how many there are. */
  totalWeight: number | null;
  /** The server that `balance first` sends everything to; null if it cannot be told. */
  first: Unshared | null;
}

/**
 * Backups get none while another server can take requests; then the first of them gets everything, unless
 * `option allbackups` is set.
 */
export function activeServers(
  servers: readonly Unshared[],
  { allBackups, numbered }: Pick<Sharing, 'allBackups' | 'numbered'>,
): ActiveServers {
  const usable = servers.filter(({ disabled, weight }) => !disabled && weight !== 0);
  const regular = usable.filter(({ backup }) => !backup);
  const taking = regular.length > 0 ? regular : allBackups ? usable : usable.slice(0, 1);
  const totalWeight = taking.reduce<number | null>((sum, { weight, count }) => {
    return sum === null || weight === null || count === null ? null : sum + weight * count;
  }, 0);
  return { servers: new Set(taking), totalWeight, first: numbered ? null : firstOf(taking) };
}

/** One server's part of all weights that count, as a fraction; null if it cannot be told. */
export function weightShare(server: Unshared, { servers, totalWeight }: ActiveServers): number | null {
  if (!servers.has(server)) return 0;
  if (servers.size === 1 && server.count === 1) return 1;
  return totalWeight === null || server.weight === null ? null : server.weight / totalWeight;
}

/** One server's share of the requests of new clients, as a fraction; null if it cannot be told. */
export function serverShare(server: Unshared, active: ActiveServers, balance: Balance): number | null {
  const byWeight = weightShare(server, active);
  if (byWeight === 0 || byWeight === 1 || balance.weights === 'exactly') return byWeight;
  if (balance.algorithm !== 'first' || active.first === null) return null;
  return server === active.first ? 1 : 0;
}

/** It gets everything as long as it takes connections, which an agent may end. */
function firstOf(servers: readonly Unshared[]): Unshared | null {
  const [first] = servers;
  const inOrder = servers.every(({ count }) => count === 1);
  return inOrder && first !== undefined && first.maxconn === null && first.weight !== null ? first : null;
}
