import type { Weight } from './quantities.js';
import type { Track } from './track.js';

/** Numbers of replicas. */
export interface Replicas {
  stable: number;
  canary: number;
}

/** Numbers of replicas, and what each of them is to get. */
export interface KnownReplicas extends Replicas {
  /** Their weights among those of their version; null if they are not known. */
  weights: Readonly<Record<Track, readonly Weight[]>> | null;
  /** Their service ids in Consul; null if they are not known. */
  ids: Readonly<Record<Track, readonly string[]>> | null;
}
