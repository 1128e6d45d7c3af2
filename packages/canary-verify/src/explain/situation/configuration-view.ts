import {
  type ConfigLine,
  type DnsResolvers,
  dnsResolvers,
  type HaproxyConfig,
  type PatternFiles,
  type Place,
  type PooledServer,
  type RoutingRules,
  routingRules,
  type ServerPool,
  serverPools,
} from '../../haproxy/index.js';
/** A configuration, and what it says of servers and DNS. */
export interface ConfigurationView {
  config: HaproxyConfig;
  pools: readonly ServerPool[];
  resolvers: readonly DnsResolvers[];
  routing: RoutingRules;
}

/** @param files What maps and files of patterns hold, by the names that the configuration gives them. */
export function viewConfiguration(config: HaproxyConfig, files: PatternFiles): ConfigurationView {
  return {
    config,
    pools: serverPools(config),
    resolvers: dnsResolvers(config),
    routing: routingRules(config, files),
  };
}

/** The backend of that name in the configuration. */
export function poolNamed(configured: ConfigurationView | null, backend: string): ServerPool | null {
  return configured?.pools.find(({ name }) => name === backend) ?? null;
}

/** The line of a server: its own, or that of the template whose slot it is. */
export function configuredServer(pool: ServerPool | null, name: string): PooledServer | null {
  const template = name.replace(/\d+$/, '');
  return pool?.servers.find((one) => one.name === (one.slots === null ? name : template)) ?? null;
}

/** The `resolvers` section that a server's name is looked up with. */
export function resolversOf(
  configured: ConfigurationView | null,
  server: PooledServer | null,
): DnsResolvers | null {
  return configured?.resolvers.find(({ name }) => name === server?.resolvers) ?? null;
}

/** The first line that opens HAProxy's statistics: its runtime socket, or a page. */
export function statisticsLine(configured: ConfigurationView | null, kind: 'socket' | 'page'): Place | null {
  const lines = configured?.config.sections.flatMap((section) => section.lines) ?? [];
  const isOpened = ({ words }: ConfigLine) =>
    words[0] === 'stats' && (words[1] === 'socket') === (kind === 'socket') && words[1] !== 'timeout';
  return lines.find(isOpened)?.place ?? null;
}
