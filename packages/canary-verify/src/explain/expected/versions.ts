import type { PooledServer, ServerPool } from '../../haproxy/index.js';
import type { Track } from '../../terms/track.js';
import type { Facts } from '../situation/facts.js';
import { recordOf, serviceIn } from '../situation/pools.js';

/** The version of a server, by the service behind it, else by its name or its backend's. Null if it is not known. */
export function versionOfServer(server: PooledServer, pool: ServerPool, { services }: Facts): Track | null {
  const service = serviceIn(recordOf(server));
  if (service === services.canary) return 'canary';
  if (service !== null) return service === services.stable ? 'stable' : null;
  for (const name of [server.name, pool.name]) {
    if (/canary|v2/i.test(name)) return 'canary';
    if (/stable|v1/i.test(name)) return 'stable';
  }
  return null;
}
