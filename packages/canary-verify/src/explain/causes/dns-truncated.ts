import type { RuntimeServer } from '../../haproxy/index.js';
import type { Cause } from '../../verdict/cause.js';
import { resolversOf } from '../situation/configuration-view.js';
import { healthyOf, isFree, missingFrom } from '../situation/pool-health.js';
import type { Pool } from '../situation/pools.js';
import type { Situation } from '../situation/situation.js';

/**
 * The maximum size of one instance in a DNS answer, in bytes: its SRV record, its address and Consul's TXT record.
 */
const BYTES_EACH = 150;

/** HAProxy's default (manual, section 5.3.2), in bytes. */
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
    if (missing.length === 0 || service === null || !fed || !servers.some(isFree)) continue;
    if (known === 0 && !servers.some(isJustFreed)) continue;
    if (servers.some(isForTag) || pool.process.servers.some(isNamedOnly)) continue;
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

/** An instance that was in the last answer of DNS is not in this one, and another one has not come in yet. */
function isJustFreed(server: RuntimeServer): boolean {
  return isFree(server) && server.changedSeconds !== null && server.changedSeconds <= JUST_SECONDS;
}

const JUST_SECONDS = 5;

/** The name asks for the instances with a tag alone, `_shop._blue.service.consul`: how many those are is not known. */
function isForTag({ record }: RuntimeServer): boolean {
  return /^(_[^.]+\._(?!tcp\.)|[^_.]+\.[^.]+\.service\.)/.test(record ?? '');
}

/** DNS has named an instance for it, and it got no address: another server has the same one, and `allow-dup-ip` is not set. */
function isNamedOnly(server: RuntimeServer): boolean {
  return isFree(server) && server.host !== null;
}

/** The size that HAProxy accepts, and the line that sets it. Null if no configuration is known. */
function payloadOf({ configured }: Pool, { known }: Situation) {
  const resolvers = resolversOf(known.config, configured);
  if (resolvers === null) return { payload: null, place: null };
  const { value, place } = resolvers.acceptedPayloadSize;
  return { payload: value, place: place ?? resolvers.place };
}
