import type { Cause } from '../cause.js';
import { backendNamed, lastLine } from '../configured-lines.js';
import type { Situation } from '../situation.js';

/** Algorithms that choose a server by what the client or its request is. */
const BY_CLIENT = /^(source|uri|url_param|hdr|rdp-cookie|hash)\b/;

/** Finds what keeps a client with its server. */
export function stickiness({ known, pools }: Situation): Cause | null {
  const backends = [...new Set(pools.map(({ backend }) => backend))];
  for (const backend of backends) {
    const section = backendNamed(known.config, backend);
    const own = pools.filter((pool) => pool.backend === backend);
    const found = (by: 'cookie' | 'stick-table' | 'hash', what: string, ...keywords: string[]): Cause => {
      const line =
        section === null ? null : keywords.map((word) => lastLine(section, word)).find((one) => one !== null);
      return { kind: 'stickiness', backend, by, what, place: line?.place ?? null };
    };
    const cookie = own.flatMap(({ servers }) => servers).find((server) => server.cookie !== null);
    if (cookie !== undefined) return found('cookie', cookie.cookie ?? '', 'cookie');
    const kept = own
      .flatMap(({ process }) => process.stickTables ?? [])
      .find((table) => table.kept > 0 && table.name === backend);
    if (kept !== undefined) return found('stick-table', kept.name, 'stick', 'stick-table');
    const algorithm = own.find((pool) => BY_CLIENT.test(pool.algorithm ?? ''))?.algorithm;
    if (algorithm !== null && algorithm !== undefined) return found('hash', algorithm, 'balance');
  }
  return null;
}
