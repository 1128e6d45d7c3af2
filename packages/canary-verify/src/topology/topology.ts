/** How the parts of a topology run: as processes on this machine, or as containers. */
export type TopologyDriver = 'local' | 'compose';

/** The parts of a topology. The same definition serves both drivers. */
export interface TopologyDefinition {
  /** Path of the HAProxy configuration to begin with. */
  haproxyConfig: string;
  /** Replicas of each service to begin with, by the name that the service has in Consul. */
  replicas: Readonly<Record<string, number>>;
  /** For the local driver: how to run one replica of each service. */
  programs: Readonly<Record<string, ServiceProgram>>;
  /** For the compose driver: path of the compose file, whose services have the same names. */
  composeFile: string;
  /** Most time to wait for a state to be reached, in milliseconds. */
  readyTimeoutMs: number;
}

/** A program that registers itself in Consul under the service's name, or under what its own SERVICE_NAME says. */
export interface ServiceProgram {
  command: readonly [string, ...string[]];
  /** Added to what the driver sets: SERVICE_NAME, SERVICE_ID, SERVICE_ADDRESS, PORT, CONSUL_HTTP_ADDR, REDIS_URL, SERVICE_URL. */
  env: Readonly<Record<string, string>>;
}

/** The URLs of the started parts, as seen from this machine. No trailing slash. */
export interface TopologyUrls {
  /** HAProxy's frontend for the services. */
  service: string;
  /** HAProxy's statistics page, `;csv` appended gives CSV; where the configuration has none, its runtime socket: `127.0.0.1:9999`. */
  stats: string;
  /** Consul's HTTP API. */
  consul: string;
}

/** One registered instance of a service, as Consul knows it. */
export interface Replica {
  /** The Consul service id, and what the replica calls itself in `/version`. */
  instance: string;
  service: string;
  address: string;
  port: number;
  healthy: boolean;
}

/** What `verify` and the matchers need to explain a split of a topology. */
export interface TopologySources {
  consul: string;
  /** Absent where Consul wants none. */
  consulToken?: string;
  haproxyStats: string[];
  /** The names in Consul. */
  services: { stable: string; canary: string };
}

/** How HAProxy has taken on a configuration. A restart loses what is under way. */
export type ConfigurationChange = 'reload' | 'restart';

/** A running topology. Whoever started it holds it; it is gone when it is stopped, or when this process ends. */
export interface StartedTopology extends AsyncDisposable {
  readonly driver: TopologyDriver;
  readonly urls: TopologyUrls;
  /** Options for `verify` and the matchers: `{ ...topology.sources }`. */
  readonly sources: TopologySources;
  /**
   * HAProxy's runtime socket. For containers the topology opens one behind the configuration: `127.0.0.1:9999`. For processes it is
   * the path `HAPROXY_SOCKET`, if the configuration opens one there.
   */
  readonly haproxySocket: string;
  /** The replicas that Consul knows, healthy or not. */
  replicas(): Promise<readonly Replica[]>;
  /** Runs this many replicas of a service, and resolves once HAProxy routes to just the healthy ones. */
  scale(service: string, count: number): Promise<void>;
  /**
   * Gives HAProxy another configuration, and resolves once it routes to every healthy replica, to how that was done: by a reload
   * where HAProxy runs as a master with workers, else by a restart.
   */
  useHaproxyConfig(path: string): Promise<ConfigurationChange>;
  /** The output of a part (`consul`, `haproxy`, or a service's name). */
  logs(part: string): Promise<string>;
  /** Sends a signal to the process of one replica. */
  signal(instance: string, signal: NodeJS.Signals): Promise<void>;
  /** Stops a replica where it is: its connections stay open, and nobody answers. */
  pause(instance: string): Promise<void>;
  /**
   * Cuts a replica off the network: it runs on, reaches nobody and is reached by nobody, and open connections hang. Only containers
   * can be cut off.
   */
  partition(instance: string): Promise<void>;
  /** Lets a paused replica go on, and connects one that is cut off again, under its old address. */
  heal(instance: string): Promise<void>;
  /** Ends everything that was started. Calling it again is harmless. */
  stop(): Promise<void>;
}
