import { printable } from '../../text/printable.js';

/** What came instead of an answer of Consul or HAProxy: "HTTP 401", "connection refused (ECONNREFUSED)". */
export function sourceFailureText(cause: string): string {
  const status = /\banswered (\d{3})\b/.exec(cause)?.[1];
  if (status !== undefined) return `HTTP ${status}${REFUSALS.has(status) ? ` (${REFUSED})` : ''}`;
  const known = CODES[cause];
  return known === undefined ? printable(cause, 200) : `${known} (${cause})`;
}

const REFUSALS: ReadonlySet<string> = new Set(['401', '403']);
const REFUSED = 'the credentials are missing or wrong';

const CODES: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused',
  ECONNRESET: 'connection closed',
  ENOTFOUND: 'unknown host',
  EHOSTUNREACH: 'no route to the host',
  EACCES: 'permission denied',
  ENOENT: 'no such file',
};
