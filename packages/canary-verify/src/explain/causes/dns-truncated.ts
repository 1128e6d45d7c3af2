import type { Cause } from '../cause.js';
import { sectionOf } from '../configured-lines.js';
import { healthyOf, isFree, missingFrom } from '../pool-health.js';
import type { Pool } from '../pools.js';
import type { Situation } from '../situation.js';

/** What an instance takes in an answer at most: its SRV record, the address and Consul's TXT record beside it, in bytes. */
const BYTES_EACH = 150;

/** What HAProxy takes when nothing is said (manual, section 5.3.2). */
const DEFAULT_PAYLOAD = 512;

/**
 * Finds answers of DNS that do not fit: free slots, healthy instances that are in none, and an answer for all of them
 * that is larger than what HAProxy takes.
 */
export function dnsTruncated(situation: Situation): Cause | null {
  for (const pool of situation.pools) {
    const missing = missingFrom(pool, situation);
    const healthy = healthyOf(pool, situation).length;
    const known = healthy - missing.length;
    const { service, fed, servers } = pool;
    if (missing.length === 0 || known === 0 || service === null || !fed || !servers.some(isFree)) continue;
    const { payload, place } = payloadOf(pool, situation);
    if (healthy * BYTES_EACH <= (payload ?? DEFAULT_PAYLOAD)) continue;
    return {
      kind: 'dns-truncated',
      source: pool.process.source,
      backend: pool.backend,
      service,
      known,
      healthy,
      payload,
      place,
    };
  }
  return null;
}

/** How much HAProxy takes at once, and where that is said. Null: no configuration is known. */
function payloadOf({ configured }: Pool, { known }: Situation) {
  const section = sectionOf(known.config, 'resolvers', configured?.resolvers ?? '');
  if (section === null) return { payload: null, place: null };
  const line = section.lines.filter(({ words }) => words[0] === 'accepted_payload_size').at(-1);
  return {
    payload: line === undefined ? DEFAULT_PAYLOAD : Number(line.words[1]),
    place: (line ?? section).place,
  };
}
