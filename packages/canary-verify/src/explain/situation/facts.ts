import type { ConsulInstance } from '../../consul/health.js';
import type { HaproxyProcess, ProbedRequest } from '../../haproxy/index.js';
import type { Track } from '../../terms/track.js';
import type { ConfigurationView } from './configuration-view.js';

/** What Consul says. */
export interface ConsulView {
  url: string;
  /** Of the services that were asked for, healthy or not. */
  instances: readonly ConsulInstance[];
  /** The names of all services that it knows. */
  services: readonly string[];
  /** The services that the versions, HAProxy and its configuration name: the others were asked for their addresses only. */
  named: readonly string[];
  /** Every service was asked for: an address that is not among them is none of Consul's. */
  complete: boolean;
}

/** What the counted requests of one kind show. */
export interface ArmTraffic {
  name: string;
  /** The headers that they were marked with. */
  headers: readonly (readonly [name: string, value: string])[];
  /** The version that alone should answer; null: nothing of the kind is expected. */
  expected: Track | null;
  requests: number;
  stable: number;
  canary: number;
  unidentified: number;
  failed: number;
  /** Responses by what the replicas call themselves. */
  instances: Record<string, { version: string | null; track: Track | null; count: number }>;
}

/** The three places in which a split can be wrong, as far as they were asked and did answer. */
export interface Facts {
  /** Null: not asked, or no answer. */
  consul: ConsulView | null;
  /** Empty: not asked, or no answer. */
  processes: readonly HaproxyProcess[];
  /** Null: not given. */
  config: ConfigurationView | null;
  /** Empty: nothing was counted. */
  traffic: readonly ArmTraffic[];
  /** What an unmarked request to the target looks like: the usual one where no target is known. */
  unmarked: ProbedRequest;
  /** What the two versions are called in Consul. */
  services: { stable: string; canary: string };
}
