import type { Answer } from '../observation/observation.js';

/** Cookies that the responses set: for each name, which value came with which replica, and how often. */
export type SetCookies = Map<string, Map<string, { instance: string | null; count: number }>>;

/** A server may set as many as it likes; these are enough to see whether one of them names the replica. */
const MOST_NAMES = 20;
const MOST_VALUES = 200;

/** Longer cookies are left out, in characters: browsers keep 4,096 bytes. */
const LONGEST = 4_096;

/** Notes the cookies of an answer. */
export function noteCookies(cookies: SetCookies, answer: Answer, instance: string | null): void {
  const header = answer.headers['set-cookie'];
  if (header === undefined) return;
  for (const line of Array.isArray(header) ? header : [header]) {
    const [, name, value] = /^\s*([^=;\s]+)\s*=\s*([^;]*)/.exec(line) ?? [];
    if (name === undefined || value === undefined || line.length > LONGEST) continue;
    const values = cookies.get(name) ?? new Map();
    if (cookies.size < MOST_NAMES) cookies.set(name, values);
    const known = values.get(value);
    if (known === undefined && values.size < MOST_VALUES) values.set(value, { instance, count: 1 });
    else if (known !== undefined) {
      known.count++;
      // The same value from two replicas names neither.
      if (known.instance !== instance) known.instance = null;
    }
  }
}

/** How often the values of a cookie must come again on the average: those of a session never do. */
const LEAST_REPEATS = 5;

/** A cookie of which each value comes again and again, and always from the same replica; null when there is none. */
export function stickyCookie(cookies: SetCookies): string | null {
  for (const [name, values] of cookies) {
    const seen = [...values.values()];
    const count = seen.reduce((sum, value) => sum + value.count, 0);
    const named = seen.every(({ instance }) => instance !== null);
    if (named && seen.length > 1 && count >= LEAST_REPEATS * seen.length) return name;
  }
  return null;
}
