import type { HaproxyConfig, Section } from '../../haproxy/index.js';
import { dnsResolvers, proxyLines, serverPools } from '../../haproxy/index.js';
import type { RoutedService } from '../routed-services.js';

/** A statistics page, inside of HAProxy's container. */
export interface PageInside {
  port: number;
  path: string;
}

/** The statistics page that a configuration opens; null if it opens none on a TCP port. */
export function statisticsPage(config: HaproxyConfig): PageInside | null {
  for (const section of config.sections.filter(isProxy)) {
    const lines = proxyLines(section).filter(({ words }) => words[0] === 'stats');
    const [port] = portsOf(section);
    if (lines.length === 0 || port === undefined) continue;
    const uri = lines.findLast(({ words }) => words[1] === 'uri')?.words[2];
    return { port, path: uri ?? '/haproxy?stats' };
  }
  return null;
}

/** The ports that a configuration listens on, other than that of the statistics. */
export function servicePorts(config: HaproxyConfig): number[] {
  const page = statisticsPage(config)?.port;
  return config.sections
    .filter(isProxy)
    .flatMap(portsOf)
    .filter((port) => port !== page);
}

/** The servers that Consul's DNS fills: `_shop._tcp.service.consul`, `shop.service.consul`. */
export function routedServices(config: HaproxyConfig): RoutedService[] {
  return serverPools(config).flatMap(({ name: backend, servers }) =>
    servers.flatMap(({ name: prefix, slots, address }) => {
      const [, service] = /^_?([^.]+?)\.(?:_\w+\.)?service\./.exec(address) ?? [];
      if (service === undefined) return [];
      return [{ service, backend, prefix, slots: slots === null ? null : slots.last - slots.first + 1 }];
    }),
  );
}

/** The longest that HAProxy takes to follow Consul's DNS: until it asks again, and while it holds on to what is gone. */
export function settlesMs(config: HaproxyConfig): number {
  const seconds = dnsResolvers(config).map(
    ({ resolveSeconds, hold }) => resolveSeconds.value + Math.max(hold.obsolete.value, hold.nx.value),
  );
  return Math.max(0, ...seconds) * 1000 + ANSWER_MS;
}

/** The answer itself. */
const ANSWER_MS = 200;

function isProxy({ kind }: Section): boolean {
  return kind === 'frontend' || kind === 'listen';
}

function portsOf(section: Section): number[] {
  return proxyLines(section).flatMap(({ words: [directive, addresses = ''] }) =>
    directive === 'bind'
      ? addresses.split(',').flatMap((address) => {
          const [, port] = /:(\d+)$/.exec(address) ?? [];
          return port === undefined ? [] : [Number(port)];
        })
      : [],
  );
}
