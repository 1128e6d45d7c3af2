/** The names of a service: in the compose file, and in Consul. */
export interface ServiceNames {
  compose: string;
  consul: string;
}

/** What the parts of a system are called. Services of the compose file that are not named here are started, too. */
export interface SystemServices {
  /** HAProxy, in the compose file. */
  proxy: string;
  /** The Consul agent that HAProxy is fed by, in the compose file. */
  consul: string;
  stable: ServiceNames;
  canary: ServiceNames;
  /** Other services that HAProxy must route to before the topology is ready. */
  [other: string]: string | ServiceNames;
}

/** Any system of a compose file: HAProxy, Consul, and services behind them that know nothing of us. */
export interface SystemDefinition {
  /** Path of the compose file. Its published ports are replaced by free ones, so that two starts do not collide. */
  compose: string;
  services: SystemServices;
  /** Path of HAProxy's configuration to begin with. Default: the one that the compose file mounts. */
  config?: string;
  /** The port inside of HAProxy's container that is asked. Default: the only one that is published and serves no statistics. */
  port?: number;
  /** Compose profiles to start. Default: none. */
  profiles?: readonly string[];
  /** Variables for the compose file, beyond those of this process. Default: none. */
  env?: Readonly<Record<string, string>>;
  /** Replicas to begin with, by the names in `services`. Default: what the compose file says. */
  replicas?: Readonly<Record<string, number>>;
  /** Most time to wait for a state to be reached, in milliseconds. Default 60,000. */
  readyTimeoutMs?: number;
  /** Leaves the containers running when it is stopped, and finds them again at the next start. Default false. */
  reuse?: boolean;
}

/** The definition with every default filled in and every value checked. */
export interface System {
  compose: string;
  proxy: string;
  consul: string;
  /** By their names here: `stable`, `canary` and others. */
  services: ReadonlyMap<string, ServiceNames>;
  /** Null: the one that is mounted. */
  config: string | null;
  /** Null: it is found out. */
  port: number | null;
  profiles: readonly string[];
  env: Readonly<Record<string, string>>;
  /** By the name in the compose file. */
  replicas: Readonly<Record<string, number>>;
  readyTimeoutMs: number;
  reuse: boolean;
}
