import type { Cause, ExplainOptions } from 'canary-verify';
import type { OwnHaproxy } from './own-haproxy.js';
import type { RawInstance } from './raw-instance.js';

export type Kind = Cause['kind'];

/** The services of a row: those of the topology's replicas, or its own, so that rows do not disturb each other. */
export interface Services {
  stable: string;
  canary: string;
}

/** What a row can do to bring its fault about. */
export interface Provoking {
  haproxy: OwnHaproxy;
  /** A second HAProxy with the same configuration, where the row asks for one. */
  second: OwnHaproxy | null;
  consul: string;
  services: Services;
  /** The raw instances by their ids. */
  leave(id: string): Promise<void>;
}

/** One fault, and what `explain` must say of it: just these causes, and no other one. Or no fault: none. */
export interface Row {
  name: string;
  kinds: readonly Kind[];
  /** Of the fixtures, with these pieces replaced. */
  configuration: readonly [fixture: string, changes?: Readonly<Record<string, string>>];
  /** Registered under services of the row's own. Default: the replicas of the topology, which are real processes. */
  raw?: (services: Services) => readonly RawInstance[];
  /** Instances that HAProxy must send requests to before the fault is provoked. */
  routed: number;
  second?: true;
  /** HAProxy asks a name server that never answers. */
  silentDns?: true;
  /** Default: `/version`. */
  path?: string;
  /** The line of the configuration that the first cause names. */
  line?: string;
  /** What is done once HAProxy has settled. */
  provoke?: (provoking: Provoking) => Promise<unknown>;
  /** More for `explain`, such as headers. */
  ask?: Partial<ExplainOptions>;
  /** What is named by the statistics page alone, without the configuration. Default: the same. */
  byPage?: readonly Kind[];
}
