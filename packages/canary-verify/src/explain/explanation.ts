import type { ConsulStatus } from '../consul/health.js';
import type { Obstacle } from '../settle/blocked.js';
import type { Count, Fraction, Weight } from '../terms/quantities.js';
import type { Track } from '../terms/track.js';
import type { Cause } from '../verdict/cause.js';

/** The result of `explain`. */
export interface Explanation {
  /** 0: nothing is wrong; 1: something is; 3: no source could be read; 130: it was interrupted. */
  exitCode: 0 | 1 | 3 | 130;
  /** The sources that were asked. */
  sources: ExplainedSources;
  /** The URL that requests were sent to; null if none were sent. */
  target: string | null;
  /** The counts of these requests; null if none were sent. */
  traffic: ExplainedTraffic | null;
  /** Each instance, in the places that were asked. */
  instances: ExplainedInstance[];
  /** Causes, the worst first; empty: nothing is wrong. */
  diagnosis: ExplainedDiagnosis[];
}

/** A problem that was found, or the obstacle that kept requests from being counted. */
export type ExplainedDiagnosis = Obstacle | Cause;

/** The places that were asked. */
export interface ExplainedSources {
  /** Consul's URL; null if it was not asked or did not answer. */
  consul: string | null;
  /** The HAProxy processes that answered. */
  haproxy: ExplainedProcess[];
  /** The files of the configuration. */
  config: string[];
  /** Those that gave no answer are diagnoses as well. */
  unreadable: string[];
}

/** A HAProxy process. Version and pid are null if it does not tell them. */
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
  /**
   * The state in Consul, and the weight that its DNS gives; null if Consul does not know the instance or was not
   * asked.
   */
  consul: { status: ConsulStatus; weight: Weight } | null;
  /** A server for each HAProxy that has one; empty: none has, or none was asked. */
  haproxy: ExplainedServer[];
  /**
   * The requests that it answered, and their share of all identified responses as a fraction. Null if nothing was
   * counted, and where the responses do not tell which replica has answered.
   */
  traffic: { requests: Count; share: Fraction } | null;
}

/** A server of a running HAProxy. */
export interface ExplainedServer {
  source: string;
  backend: string;
  slot: string;
  /** The state in HAProxy's own words. */
  state: string;
  /** The weight that it goes by now. */
  weight: Weight;
  sessions: Count;
  /** Responses that came from it since HAProxy's start; null if it does not count them. */
  answered: Count | null;
  /** Attempts to connect that were made once more, and requests that were sent on to another server, since HAProxy's start. */
  retried: Count;
  sentOn: Count;
  backup: boolean;
}
