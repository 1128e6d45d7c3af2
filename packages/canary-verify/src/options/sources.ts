import type { ConsulAgent } from '../consul/agent.js';
import { type HaproxyConfig, type ProbedRequest, requestTo, type StatsPlace } from '../haproxy/index.js';
import { type ConsulOptions, readAgent, readServices } from './consul-source.js';
import type { RequestOptions } from './request.js';
import { readStatsPlace } from './stats-place.js';

/** The options that name the sources of an explanation. */
export interface SourcesOptions extends ConsulOptions, Pick<RequestOptions, 'method' | 'body'> {
  /**
   * Running HAProxys that say what they make of it: URLs of statistics pages, or runtime sockets (`/run/haproxy.sock`,
   * `localhost:9999`). When the verdict is not `matches`, they, Consul and the configuration are compared with the traffic.
   */
  haproxyStats?: readonly string[];
  /** HAProxy's configuration, as `readHaproxyConfig` has read it. */
  haproxyConfig?: HaproxyConfig;
}

/** The sources that are compared with the traffic. */
export interface Sources {
  /** Null if Consul is not asked. */
  consul: ConsulAgent | null;
  haproxy: readonly StatsPlace[];
  /** Null if no configuration was given. */
  config: HaproxyConfig | null;
  services: { stable: string; canary: string };
  /** A request without the routing header. */
  unmarked: ProbedRequest;
}

/** Reads the sources of an explanation; null if none is named. Throws a UsageError. */
export function readSources(options: SourcesOptions, target: URL): Sources | null {
  const { haproxyStats = [], haproxyConfig = null } = options;
  const consul = readAgent(options);
  if (haproxyStats.length === 0 && haproxyConfig === null && consul === null) return null;
  return {
    consul,
    haproxy: haproxyStats.map((place) => readStatsPlace(place)),
    config: haproxyConfig,
    services: readServices(options),
    unmarked: unmarkedRequest(options, target),
  };
}

/** From which address it comes is not known: rules that ask for it are left alone. */
function unmarkedRequest({ method, body }: SourcesOptions, target: URL): ProbedRequest {
  return requestTo(target, { method: method ?? (body === undefined ? 'GET' : 'POST') });
}
