import type { FailureCause } from '../observation/observation.js';
import type { Unfollowed } from './after-redirect.js';

/** Why nothing could be counted: what is in the way, as data. */
export type Blocked =
  /** Not one request was answered. */
  | { kind: 'unreachable'; tried: readonly string[]; cause: FailureCause }
  /** Consul, asked for the replicas, gave no answer. */
  | { kind: 'consul-unreachable'; url: string; cause: string }
  /** Consul knows no healthy replica of either service. */
  | { kind: 'not-in-consul'; services: readonly string[] }
  /** A redirect that was to be followed leads nowhere, to another origin than the user has said the way to, or to a sixth one. */
  | { kind: 'redirect-not-followed'; status: number; from: string; location: string; why: Unfollowed };
