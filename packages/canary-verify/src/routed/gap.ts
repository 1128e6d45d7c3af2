import type { FailureCause } from '../observation/observation.js';
import type { Blocked } from '../settle/blocked.js';
import type { Track } from '../terms/track.js';

/** Something that keeps the routing from being as it should. */
export type RoutingGap =
  | Blocked
  | {
      /** Consul calls another number of replicas healthy than wanted. */
      kind: 'not-healthy-yet';
      track: Track;
      /** @asType integer */
      healthy: number;
      /** @asType integer */
      wanted: number;
    }
  | {
      /** Consul calls a replica healthy, and it has not answered. */
      kind: 'not-answering';
      instance: string;
    }
  | {
      /** A replica answers that Consul does not call healthy. */
      kind: 'still-answering';
      instance: string;
    }
  | {
      /** Another number of replicas answers than wanted; the track is null where the responses do not tell it. */
      kind: 'other-number-answers';
      track: Track | null;
      /** @asType integer */
      answering: number;
      /** @asType integer */
      wanted: number;
    }
  | {
      /** HAProxy sends no requests to a replica that Consul calls healthy. */
      kind: 'not-routed';
      haproxy: string;
      instance: string;
      address: string;
    }
  | {
      /** HAProxy did not tell its servers. */
      kind: 'haproxy-unreadable';
      haproxy: string;
      cause: string;
    }
  | {
      /** Requests failed. */
      kind: 'requests-fail';
      /** @asType integer */
      failed: number;
      /** @asType integer */
      requests: number;
      cause: FailureCause;
    }
  | {
      /** Responses do not name the replica that gave them. */
      kind: 'answers-unnamed';
      /** @asType integer */
      requests: number;
    };

/** The run was to begin when just the wanted replicas answer, and they did not in the time that it waited. */
export interface NotSettled {
  kind: 'not-settled';
  /** In milliseconds. */
  waitedMs: number;
  gaps: readonly RoutingGap[];
}

/** How the waiting has ended. */
export interface Routed {
  /** Whether just the wanted replicas answer. */
  routed: boolean;
  /** What is missing for that; empty where nothing is. */
  gaps: readonly RoutingGap[];
  /** The replicas that answer, by the name that they give, and their version: null if that is not known. */
  answering: Readonly<Record<string, Track | null>>;
  /** Requests that were sent for it. */
  requests: number;
  /** In milliseconds. */
  waitedMs: number;
}
