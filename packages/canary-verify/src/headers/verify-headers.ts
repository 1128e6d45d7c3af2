import type { Verdict } from '../verdict/verdict.js';
import { verify } from '../verify.js';
import type { HeadersOptions } from './headers-options.js';

/**
 * Derives from HAProxy's configuration which requests must reach the canary and which must not, sends all kinds of them in
 * turn, and returns the verdict: an arm for each. What the rules leave open is not asserted: `diagnosis` names it,
 * `not-verified`. Servers that rules count (`nbsrv`) are taken to be up: `assumed-up`. Arms of one's own (`arms`) come beside them.
 *
 * @throws UsageError when the configuration has no header to insert, or another option cannot be used; nothing is sent then.
 *
 * @example
 * import { verifyHeaders } from 'canary-verify';
 *
 * const verdict = await verifyHeaders({ target: 'http://localhost:48151/version', config: 'haproxy.cfg' });
 * for (const { name, verdict: outcome } of verdict.arms) console.log(outcome, name);
 */
export async function verifyHeaders(options: HeadersOptions): Promise<Verdict> {
  // Loaded when it is needed: whoever only verifies does not wait for it.
  const { deriveRun } = await import('./derive-run.js');
  const { run, remarks } = await deriveRun(options);
  const verdict = await verify(run);
  return { ...verdict, diagnosis: [...verdict.diagnosis, ...remarks] };
}
