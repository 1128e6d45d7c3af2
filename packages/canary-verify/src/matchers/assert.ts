import { AssertionError } from 'node:assert';
import type { Replicas } from '../terms/replicas.js';
import type { Verdict } from '../verdict/verdict.js';
import { askClaim } from './ask-claim.js';
import { callerOf } from './call-site.js';
import { type Claim, replicasClaim, routeClaim, routesClaim, splitClaim, versionClaim } from './claim.js';
import { verdictAnswer } from './matchers.js';
import type {
  ReplicasOptions,
  RouteOptions,
  RoutesOptions,
  SplitOptions,
  VersionOptions,
} from './traffic-options.js';

export type {
  ReplicasOptions,
  RouteOptions,
  RoutesOptions,
  SplitOptions,
  VersionOptions,
} from './traffic-options.js';

/**
 * Resolves when the canary is shown to get this share of the requests to the URL.
 *
 * The assertions of this module are for node:test, Playwright and whatever else takes an error. Each sends requests until its
 * claim is shown or refuted, once: the same line that asks again after a failure, as `toPass` would have it, is refused.
 *
 * @throws AssertionError with the report, when the claim is refuted, and when it is not known.
 *
 * @example
 * import { assertSplit } from 'canary-verify/assert';
 *
 * await assertSplit('http://localhost:48151/version', '10%');
 */
export async function assertSplit(
  url: string | URL,
  share: string | number,
  options: SplitOptions = {},
): Promise<void> {
  await assertClaim(assertSplit, splitClaim(url, share, options), [url, share, options]);
}

/**
 * Resolves when requests with this header, `'X-Canary: always'`, are shown to reach one version alone.
 *
 * @throws AssertionError with the report, when the claim is refuted, and when it is not known.
 */
export async function assertRouting(url: string | URL, header: string, options: RouteOptions): Promise<void> {
  await assertClaim(assertRouting, routeClaim(url, header, options), [url, header, options]);
}

/**
 * Resolves when each kind of request that HAProxy's rules tell apart is shown to go where they say.
 *
 * @throws AssertionError with the report, when the claim is refuted, and when it is not known.
 */
export async function assertRoutingOf(
  url: string | URL,
  config: string | readonly string[],
  options: RoutesOptions = {},
): Promise<void> {
  await assertClaim(assertRoutingOf, routesClaim(url, config, options), [url, config, options]);
}

/**
 * Resolves when so many replicas are shown to answer, each of them.
 *
 * @throws AssertionError with the report, when the claim is refuted, and when it is not known.
 */
export async function assertReplicas(
  url: string | URL,
  replicas: Replicas,
  options: ReplicasOptions = {},
): Promise<void> {
  await assertClaim(assertReplicas, replicasClaim(url, replicas, options), [url, replicas, options]);
}

/**
 * Resolves when responses are shown to come from this version alone.
 *
 * @throws AssertionError with the report, when the claim is refuted, and when it is not known.
 */
export async function assertVersion(
  url: string | URL,
  version: string,
  options: VersionOptions = {},
): Promise<void> {
  await assertClaim(assertVersion, versionClaim(url, version, options), [url, version, options]);
}

/**
 * Returns when a verdict of `verify` or `verifyHeaders` is the expected one.
 *
 * @throws AssertionError with the report.
 */
export function assertVerdict(verdict: Verdict, expected: 'matches' | 'differs'): void {
  const { answer, report } = verdictAnswer(verdict, expected);
  if (answer !== 'shown') throw failure(assertVerdict, report);
}

/** Any of the functions here: what stands above it in a stack is its caller. */
type Assertion = (...given: never[]) => unknown;

/** Failures are kept for as long as the process runs, by the line that asked. */
const PROCESS = {};

async function assertClaim(assertion: Assertion, claim: Claim, given: readonly unknown[]): Promise<void> {
  const { answer, report } = await askClaim({
    claim,
    name: JSON.stringify([assertion.name, callerOf(assertion), ...given]),
    test: { identity: PROCESS, timeoutMs: null, elapsedMs: 0 },
    remedy: '',
    passes: 'shown',
  });
  if (answer !== 'shown') throw failure(assertion, report);
}

function failure(assertion: Assertion, report: string): AssertionError {
  return new AssertionError({
    message: `${assertion.name}:\n\n${report}`,
    operator: assertion.name,
    stackStartFn: assertion,
  });
}
