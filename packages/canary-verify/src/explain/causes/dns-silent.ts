import type { NameServerCounts } from '../../haproxy/index.js';
import type { Cause } from '../../verdict/cause.js';
import { resolversOf } from '../situation/configuration-view.js';
import { healthyOf, isFree } from '../situation/pool-health.js';
import type { Pool } from '../situation/pools.js';
import type { Situation } from '../situation/situation.js';

/** Finds a HAProxy that has no address of any healthy instance, because its name servers have never answered. */
export function dnsSilent(situation: Situation): Extract<Cause, { kind: 'dns-silent' }> | null {
  for (const pool of situation.pools) {
    const { process, fed, servers } = pool;
    const healthy = healthyOf(pool, situation).length;
    if (!fed || healthy === 0 || !servers.every(isFree)) continue;
    const resolvers = resolversOf(situation.known.config, pool.configured);
    const asked = nameServersOf(pool, resolvers?.name ?? null);
    const [first] = asked;
    if (first === undefined || !asked.every(isSilent)) continue;
    return {
      kind: 'dns-silent',
      source: process.source,
      nameserver: first.nameserver,
      asked: first.sent,
      service: pool.service ?? '',
      healthy,
      place: resolvers?.place ?? null,
    };
  }
  return null;
}

/** Without the configuration all that it asks are meant; those that it was never told to ask have sent nothing. */
function nameServersOf({ process }: Pool, resolvers: string | null): NameServerCounts[] {
  const all = process.nameServers ?? [];
  return all.filter((one) => (resolvers === null ? one.sent > 0 : one.resolvers === resolvers));
}

function isSilent({ sent, answers }: NameServerCounts): boolean {
  return sent > 0 && answers === 0;
}
