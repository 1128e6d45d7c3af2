import type { Place } from '../../haproxy/index.js';
import type { ConfigurationView } from '../situation/configuration-view.js';

/** The status of rules that say none (configuration manual, section 4.4). */
const UNSAID: Readonly<Record<string, number>> = { deny: 403, tarpit: 500, return: 200 };

/** The first line by which HAProxy itself answers with a status: a limiter, a ban. Null if there is none. */
export function answeringLine(configured: ConfigurationView | null, status: number): Place | null {
  const lines = configured?.config.sections.flatMap((section) => section.lines) ?? [];
  const found = lines.find(({ words: [directive, action = '', ...rest] }) => {
    const unsaid = directive === 'http-request' ? UNSAID[action] : undefined;
    if (unsaid === undefined) return false;
    const at = rest.findIndex((word) => word === 'deny_status' || word === 'status');
    return (at === -1 ? unsaid : Number(rest[at + 1])) === status;
  });
  return found?.place ?? null;
}
