import type { KnownTest } from './condition.js';

/** Words that compare integers (manual, section 7.1.2). */
export const OPERATORS: ReadonlySet<string> = new Set(['eq', 'ge', 'gt', 'le', 'lt']);

/** Words that are meant to compare, and that HAProxy does not know. */
const MEANT: ReadonlySet<string> = new Set(['ne', '=', '==', '!=', '<', '<=', '>', '>=']);

/** The first pattern of a test of texts that looks like a comparison, before another pattern; null if none does. */
export function operatorPattern({ method, patterns }: KnownTest): string | null {
  const [first = ''] = patterns;
  return method === 'str' && patterns.length > 1 && (OPERATORS.has(first) || MEANT.has(first)) ? first : null;
}
