import { expectNothing } from '../options/consul-source.js';
import { type ResolvedOptions, resolveOptions, type VerifyOptions } from '../options/options.js';
import { UsageError } from '../text/usage-error.js';

/** The options that only an expectation needs. */
type Expecting =
  | 'expect'
  | 'tolerance'
  | 'leak'
  | 'confidence'
  | 'differsBeyond'
  | 'connectionMode'
  | 'overMs'
  | 'maxRequests'
  | 'maxFailures'
  | 'maxErrors'
  | 'worseRatio'
  | 'earlierVersions'
  | 'onPlan'
  | 'onProgress';

/**
 * What is waited for: `replicas` with `consul` (that many are healthy, and just those answer), or one of them; where HAProxy's
 * own view counts as well: `haproxyStats`. With `arms` each kind of request is sent: a replica may answer only some of them.
 */
export interface RoutedOptions extends Omit<VerifyOptions, Expecting> {
  /** The most time to wait, in milliseconds. Default 30,000. */
  maxTimeMs?: number;
}

/** How long is waited, in milliseconds. */
export const MOST_WAIT_MS = 30_000;

/** Reads the options once, at the door. Throws a UsageError at the first that cannot be used. */
export function resolveRouted(options: RoutedOptions): ResolvedOptions {
  const { arms, replicas, consul, ...others } = options;
  if (replicas === undefined && consul === undefined)
    throw new UsageError('arguments', 'wait must have at least one of `replicas` and `consul`');
  const expected = arms === undefined ? expectNothing(options) : { arms };
  const resolved = resolveOptions({
    maxTimeMs: MOST_WAIT_MS,
    ...others,
    ...expected,
    ...(consul !== undefined && { consul }),
    // Consul and a number exclude each other in a run, where each gives the number.
    ...(consul === undefined && replicas !== undefined && { replicas }),
  });
  return replicas === undefined || consul === undefined
    ? resolved
    : { ...resolved, replicas: resolveOptions({ expect: '50%', replicas }).replicas };
}
