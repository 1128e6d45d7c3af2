import type { FailureCause } from '../observation/observation.js';
import type { Count } from '../terms/quantities.js';
import type { Unfollowed } from './after-redirect.js';
import type { ConnectionProblem } from './connection-problem.js';

/** Why nothing could be counted: what is in the way, as data. */
export type Blocked = Obstacle | ReplicasUnknown;

/** An obstacle that keeps every request from being answered. */
export type Obstacle =
  | {
      /** Not one request was answered. */
      kind: 'unreachable';
      tried: readonly string[];
      cause: FailureCause;
      /** What a second look has told, where it has. */
      problem?: ConnectionProblem;
      /** The variable that names a proxy, which is not used: `HTTP_PROXY`. */
      unusedProxy?: string;
    }
  | {
      /**
       * A redirect could not be followed: it has no URL, it leads to another origin although the way to the
       * target is fixed, it is the sixth, or the kinds of request would be alike without the headers that another origin must not
       * get.
       */
      kind: 'redirect-not-followed';
      /** @asType integer */
      status: number;
      from: string;
      location: string;
      why: Unfollowed;
    };

/** Why the replicas are not known that Consul was asked for. */
export type ReplicasUnknown =
  | {
      /** The replicas could not be read from Consul. */
      kind: 'consul-unreachable';
      url: string;
      cause: string;
    }
  | {
      /** Consul knows no healthy replica of either service. */
      kind: 'not-in-consul';
      services: readonly string[];
      /** Those of them that have registered replicas, of which none is healthy. */
      unhealthy: readonly { service: string; replicas: Count }[];
      /** Services that Consul shows to this token, at most 20; null if the list could not be read. */
      known: readonly string[] | null;
    }
  | {
      /** The responses come from another service than those whose replicas Consul was asked for. */
      kind: 'other-service';
      service: string;
      services: readonly string[];
    };
