import type { Expression } from './rules/expression.js';
import { fetchType } from './rules/fetch-types.js';
import type { LogFormat } from './rules/log-format.js';

/**
 * Whether HAProxy mixes up the parts of a server's name (src/stream.c, process_server_rules): it writes the name into one of two
 * buffers, which what converters make takes in turn. `canary-%[hdr(x),map(f)]` loses its first part; a sample alone is right.
 */
export function isMixedUp({ parts }: LogFormat): boolean {
  if (parts.length < 2) return false;
  const buffers = parts.map((part) => (part.kind === 'sample' ? buffersFor(part.expression) : 0));
  return buffers.reduce((sum, one) => sum + one, 0) > 1;
}

/** At most so many buffers. Parts of a text stay where they are. */
function buffersFor({ fetch, converters }: Expression): number {
  const fetched = fetch.name === 'base' || fetchType(fetch.name) !== 'str' ? 1 : 0;
  return converters.reduce(
    (sum, { name }) => sum + (IN_PLACE.has(name) ? 0 : /^map/.test(name) ? 2 : 1),
    fetched,
  );
}

const IN_PLACE: ReadonlySet<string> = new Set(['field', 'word']);
