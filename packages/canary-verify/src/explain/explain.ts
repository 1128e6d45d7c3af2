import { type ExplainOptions, resolveExplain } from './explain-options.js';
import type { Explanation } from './explanation.js';

/**
 * Compares what Consul says, what HAProxy makes of it and what the traffic shows, and names what is wrong.
 *
 * An explanation is data, also when nothing could be read: only options that cannot be used throw (a UsageError, before
 * anything is sent).
 *
 * @example
 * import { explain } from 'canary-verify';
 *
 * const { diagnosis } = await explain({
 *   target: 'http://localhost:48151/version',
 *   consul: 'http://localhost:8500',
 *   haproxyStats: ['http://localhost:48152/stats'],
 * });
 * for (const { kind } of diagnosis) console.log(kind);
 */
export async function explain(options: ExplainOptions): Promise<Explanation> {
  const resolved = resolveExplain(options);
  // Loaded when it is needed: whoever only verifies does not wait for it.
  const { compareSources } = await import('./compare-sources.js');
  return compareSources(resolved);
}
