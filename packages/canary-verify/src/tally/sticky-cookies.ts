import type { Answer } from '../observation/observation.js';

/** Cookies that the responses set: for each name, which value came with which replica and version, and how often. */
export type SetCookies = Map<string, Map<string, CookieValue>>;

/** Where a value of a cookie came from. Null where it came from several, or from one without a name. */
interface CookieValue {
  instance: string | null;
  version: string | null;
  count: number;
}

/** A server may set as many as it likes; these are enough to see whether one of them names the replica. */
const MOST_NAMES = 20;
const MOST_VALUES = 200;

/** The origin of a response, as far as a cookie may name it. */
export type CookieOrigin = Pick<CookieValue, 'instance' | 'version'>;

/** Notes the cookies of an answer. */
export function noteCookies(cookies: SetCookies, answer: Answer, from: CookieOrigin): void {
  const header = answer.headers['set-cookie'];
  if (header === undefined) return;
  for (const line of Array.isArray(header) ? header : [header]) {
    const [, name, value] = /^\s*([^=;\s]+)\s*=\s*([^;]*)/.exec(line) ?? [];
    if (name === undefined || value === undefined) continue;
    const values = cookies.get(name) ?? new Map<string, CookieValue>();
    if (cookies.size < MOST_NAMES) cookies.set(name, values);
    const known = values.get(value);
    if (known === undefined && values.size < MOST_VALUES) values.set(value, { ...from, count: 1 });
    else if (known !== undefined) {
      known.count++;
      // The same value from two replicas names neither.
      if (known.instance !== from.instance) known.instance = null;
      if (known.version !== from.version) known.version = null;
    }
  }
}

/** How often the values of a cookie must come again on the average: those of a session never do. */
const LEAST_REPEATS = 5;

/** A cookie that keeps a client where it was, and what its value names. */
export interface StickyCookie {
  cookie: string;
  names: 'replica' | 'version';
}

/**
 * A cookie of which each value comes again and again, and always from the same replica, or from the same version; null
 * when there is none.
 */
export function stickyCookie(cookies: SetCookies): StickyCookie | null {
  for (const [cookie, values] of cookies) {
    const seen = [...values.values()];
    const count = seen.reduce((sum, value) => sum + value.count, 0);
    if (seen.length < 2 || count < LEAST_REPEATS * seen.length) continue;
    if (seen.every(({ instance }) => instance !== null)) return { cookie, names: 'replica' };
    const versions = new Set(seen.map(({ version }) => version));
    if (!versions.has(null) && versions.size > 1) return { cookie, names: 'version' };
  }
  return null;
}
