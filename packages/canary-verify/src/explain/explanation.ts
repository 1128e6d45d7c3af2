import type { ConsulStatus } from '../consul/health.js';
import type { Obstacle } from '../settle/blocked.js';
import type { Count, Fraction, Weight } from '../terms/quantities.js';
import type { Track } from '../terms/track.js';
import type { Cause } from '../verdict/cause.js';

/** What `explain` has found out. */
export interface Explanation {
  /** 0: nothing is wrong; 1: something is; 3: no source could be read; 130: it was interrupted. */
  exitCode: 0 | 1 | 3 | 130;
  /** Who was asked. */
  sources: ExplainedSources;
  /** The URL that requests were sent to; null: none. */
  target: string | null;
  /** What they showed; null: there were none. */
  traffic: ExplainedTraffic | null;
  /** Each instance, in the places that were asked. */
  instances: ExplainedInstance[];
  /** Causes, the worst first; empty: nothing is wrong. */
  diagnosis: ExplainedDiagnosis[];
}

/** What is wrong, or why no requests could be counted. */
export type ExplainedDiagnosis = Obstacle | Cause;

/** The places that were asked. */
export interface ExplainedSources {
  /** Consul's URL; null: not asked, or it gave no answer. */
  consul: string | null;
  /** The HAProxy processes that answered. */
  haproxy: ExplainedProcess[];
  /** The files of the configuration. */
  config: string[];
  /** Those that gave no answer are diagnoses as well. */
  unreadable: string[];
}

/** A HAProxy process; null: it does not say. */
export interface ExplainedProcess {
  source: string;
  version: string | null;
  /** @asType integer */
  pid: number | null;
}

/** Responses by version. */
export interface ExplainedTraffic {
  requests: Count;
  stable: Count;
  canary: Count;
  unidentified: Count;
  failed: Count;
}

/** One instance as Consul, HAProxy and the traffic show it. */
export interface ExplainedInstance {
  instance: string;
  service: string | null;
  track: Track | null;
  /** `10.0.0.7:8080`. */
  address: string | null;
  /** Null: Consul does not know it, or was not asked. The weight is the one that its DNS gives. */
  consul: { status: ConsulStatus; weight: Weight } | null;
  /** A server for each HAProxy that has one; empty: none has, or none was asked. */
  haproxy: ExplainedServer[];
  /** Null: nothing was counted. The share is one of all identified responses, as a fraction. */
  traffic: { requests: Count; share: Fraction } | null;
}

/** A server of a running HAProxy. */
export interface ExplainedServer {
  source: string;
  backend: string;
  slot: string;
  /** As HAProxy writes it. */
  state: string;
  /** The weight that it goes by now. */
  weight: Weight;
  sessions: Count;
  backup: boolean;
}
