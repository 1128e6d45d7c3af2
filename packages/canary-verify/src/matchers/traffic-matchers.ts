import type { Replicas } from '../terms/replicas.js';
import type {
  ReplicasOptions,
  RouteOptions,
  RoutesOptions,
  SplitOptions,
  VersionOptions,
} from './traffic-options.js';

/**
 * The matchers. Each sends requests until the claim is shown or refuted, once: a failure prints the report. `undecided` and
 * `unmeasured` fail with `.not` and without it. They are refused in `expect.poll`, and when the same test asks again after a
 * failure.
 */
export interface TrafficMatchers<Returned = void> {
  /** Passes when the canary is shown to get this share of the requests to the URL: `'10%'`. */
  toSplitTraffic(share: string | number, options?: SplitOptions): Promise<void>;
  /** Passes when requests with this header, `'X-Canary: always'`, are shown to reach one version alone. */
  toRouteHeader(header: string, options: RouteOptions): Promise<void>;
  /** Passes when each kind of request that HAProxy's rules tell apart is shown to go where they say. */
  toRouteHeadersOf(config: string | readonly string[], options?: RoutesOptions): Promise<void>;
  /** Passes when so many replicas are shown to answer, each of them, with the share that their numbers give. */
  toReachReplicas(replicas: Replicas, options?: ReplicasOptions): Promise<void>;
  /** Passes when responses are shown to come from this version alone. */
  toServeVersion(version: string, options?: VersionOptions): Promise<void>;
  /** Passes when a verdict of `verify` or `verifyHeaders` is the expected one. */
  toMatchVerdict(expected: 'matches' | 'differs'): Returned;
}
