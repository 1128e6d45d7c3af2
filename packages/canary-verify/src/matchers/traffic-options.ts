import type { HeadersOptions } from '../headers/headers-options.js';
import type { VerifyOptions } from '../options/options.js';
import type { Track } from '../terms/track.js';

/** The options of `verify` without those that the claim itself gives. */
export type SplitOptions = Omit<VerifyOptions, 'target' | 'expect' | 'arms'>;

/** The options of a claim about one header. */
export interface RouteOptions extends Omit<VerifyOptions, 'target' | 'expect' | 'arms' | 'tolerance'> {
  /** The version that alone must answer requests with the header. */
  to: Track;
  /**
   * The canary's share of requests without the header: `'0%'`, `'10%'`. Default: they are not sent, and nothing is claimed of
   * them.
   */
  unmarked?: string | number;
}

/** The options of a claim about all headers of a configuration. */
export type RoutesOptions = Omit<HeadersOptions, 'target' | 'config' | 'arms'>;

/** The options of a claim about replicas. */
export interface ReplicasOptions extends Omit<VerifyOptions, 'target' | 'arms' | 'replicas' | 'consul'> {
  /** The canary's share of the requests. Default: what the numbers of replicas give. */
  expect?: string | number;
}

/** The options of a claim about one version alone. */
export type VersionOptions = Omit<
  VerifyOptions,
  'target' | 'expect' | 'arms' | 'tolerance' | 'canary' | 'stable'
>;
