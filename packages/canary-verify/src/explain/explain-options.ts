import { expectNothing } from '../options/consul-source.js';
import type { VerifyOptions } from '../options/options.js';
import { type ResolvedOptions, resolveOptions } from '../options/options.js';
import type { Sources } from '../options/sources.js';
import { UsageError } from '../text/usage-error.js';

/** The options that only an expectation needs. */
type Expecting =
  | 'expect'
  | 'tolerance'
  | 'leak'
  | 'confidence'
  | 'differsBeyond'
  | 'replicas'
  | 'arms'
  | 'connectionMode'
  | 'maxFailures'
  | 'onPlan'
  | 'onProgress';

/**
 * What `explain` can be told: where to ask, at least one of `consul`, `haproxyStats` and `haproxyConfig`; and a `target` to
 * send requests to, as `verify` would. Without one, no requests are sent.
 */
export type ExplainOptions = Omit<VerifyOptions, Expecting>;

/** The options with every default filled in and every value checked. */
export interface ResolvedExplain {
  sources: Sources;
  /** Null if no requests are sent. */
  counting: { options: ResolvedOptions; requests: number } | null;
  signal: AbortSignal;
}

/** Enough to see each of thirty replicas, and a share to within three percentage points. */
const REQUESTS = 1_000;

/** The most time for them, in milliseconds. */
const MOST_TIME_MS = 10_000;

/** Reads the options once, at the door. Throws a UsageError at the first that cannot be used. */
export function resolveExplain(options: ExplainOptions): ResolvedExplain {
  const resolved = resolveOptions({ maxTimeMs: MOST_TIME_MS, ...options, ...expectNothing(options) });
  const { sources, signal } = resolved;
  if (sources === null)
    throw new UsageError(
      'arguments',
      'explain must have at least one of `consul`, `haproxyStats` and `config`',
    );
  const requests = resolved.maxRequests ?? REQUESTS;
  const counting = options.target === undefined ? null : { options: resolved, requests };
  return { sources, counting, signal };
}
