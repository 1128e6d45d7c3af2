import type { Stickiness } from '../../haproxy/index.js';
import type { Cause } from '../../verdict/cause.js';
import { poolNamed } from '../situation/configuration-view.js';
import type { Pool } from '../situation/pools.js';
import type { Situation } from '../situation/situation.js';

/** Algorithms that choose a server by what the client or its request is. */
const BY_CLIENT = /^(source|uri|url_param|hdr|rdp-cookie|hash)\b/;

/** Finds what keeps a client with its server: as the configuration says it, or as the running HAProxy shows it. */
export function stickiness({ known, pools }: Situation): Cause | null {
  const shown = pools.map(({ backend }) => backend);
  const written = known.config?.pools.map(({ name }) => name) ?? [];
  for (const backend of new Set(known.processes.length > 0 ? shown : written)) {
    const [said] = poolNamed(known.config, backend)?.stickiness ?? [];
    const own = pools.filter((pool) => pool.backend === backend);
    const found = said === undefined ? seenIn(own) : asSaid(said);
    if (found !== null) return { kind: 'stickiness', backend, ...found, place: said?.place ?? null };
  }
  return null;
}

type Found = Pick<Extract<Cause, { kind: 'stickiness' }>, 'by' | 'what'>;

function asSaid({ kind, key }: Stickiness): Found {
  return { by: kind, what: key };
}

/** Without a configuration: cookies of servers, entries of tables, the algorithm. */
function seenIn(pools: readonly Pool[]): Found | null {
  const servers = pools.flatMap((pool) => pool.servers);
  if (servers.some(({ cookie }) => cookie !== null)) return { by: 'cookie', what: '' };
  const tables = pools.flatMap(({ process, backend }) =>
    (process.stickTables ?? []).filter(({ name, kept }) => kept > 0 && name === backend),
  );
  if (tables.length > 0) return { by: 'stick-table', what: '' };
  const hashed = pools.find(({ algorithm }) => BY_CLIENT.test(algorithm ?? ''))?.algorithm;
  return hashed === null || hashed === undefined ? null : { by: 'hash', what: hashed };
}
