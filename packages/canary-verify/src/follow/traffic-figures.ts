import type { Obstacle } from '../settle/blocked.js';
import type { Count, Fraction } from '../terms/quantities.js';
import type { Track } from '../terms/track.js';

/** What a second of requests has shown. */
export interface TrafficFigures {
  requests: Count;
  failed: Count;
  stable: Count;
  canary: Count;
  /** Responses that cannot be told to come from the canary or from the stable version. */
  unidentified: Count;
  /** The canary's part of the responses whose version is known; null without any. */
  share: Fraction | null;
  /** Where the share of all requests lies, at 99 %: the exact interval of Clopper and Pearson (1934). */
  interval: [low: Fraction, high: Fraction] | null;
  /** The versions that answered. */
  versions: Readonly<Record<string, FollowedVersion>>;
  /** The replicas that answered, by the name that they give. */
  replicas: Readonly<Record<string, FollowedReplica>>;
  /** The obstacle, where not one request was answered; else null. */
  blocked: Obstacle | null;
}

/** A version that answered, and how often. */
export interface FollowedVersion {
  track: Track | null;
  count: Count;
}

/** A replica that answered, and how often. */
export interface FollowedReplica extends FollowedVersion {
  version: string | null;
}
