import type { ConsulInstance } from '../../consul/health.js';
import type { HaproxyProcess, ProbedRequest } from '../../haproxy/index.js';
import type { Track } from '../../terms/track.js';
import type { ConfigurationView } from './configuration-view.js';

/** Consul's view. */
export interface ConsulView {
  url: string;
  /** The instances of the services that were asked for, healthy or not. */
  instances: readonly ConsulInstance[];
  /** The names of all services that it knows. */
  services: readonly string[];
  /** The services that the versions, HAProxy and its configuration name: the others were asked for their addresses only. */
  named: readonly string[];
  /** Every service was asked for: an address that is not among them is none of Consul's. */
  complete: boolean;
}

/** The counts of one kind of request. */
export interface ArmTraffic {
  name: string;
  /** The headers that they were marked with. */
  headers: readonly (readonly [name: string, value: string])[];
  /** The version that alone should answer; null if nothing of the kind is expected. */
  expected: Track | null;
  requests: number;
  stable: number;
  canary: number;
  unidentified: number;
  failed: number;
  /** The failed ones by what they came to. */
  failures: Readonly<Record<string, number>>;
  /** Responses that name no version, by HTTP status. */
  statuses: Readonly<Record<string, number>>;
  /** Responses by what the replicas call themselves. */
  instances: Record<string, { version: string | null; track: Track | null; count: number }>;
}

/** The three places in which a split can be wrong, as far as they were asked and did answer. */
export interface Facts {
  /** Null if it was not asked or did not answer. */
  consul: ConsulView | null;
  /** Empty: not asked, or no answer. */
  processes: readonly HaproxyProcess[];
  /** Null if none was given. */
  config: ConfigurationView | null;
  /** Empty: nothing was counted. */
  traffic: readonly ArmTraffic[];
  /** A request to the target without the routing header; the usual one if no target is known. */
  unmarked: ProbedRequest;
  /** The names of the two services in Consul. */
  services: { stable: string; canary: string };
}
