import type { ConsulInstance } from '../../consul/health.js';
import type { HaproxyProcess, PooledServer, RuntimeServer } from '../../haproxy/index.js';
import { addressOf } from './address.js';
import { type ConfigurationView, configuredServer, poolNamed } from './configuration-view.js';
import type { Facts } from './facts.js';

/** Servers of a backend that belong together: the slots of a server-template, or servers that are called alike. */
export interface Pool {
  process: HaproxyProcess;
  backend: string;
  /** `roundrobin`, `static-rr`, `source` and others; null if it is not known. */
  algorithm: string | null;
  /** The common start of their names: `stable-`. */
  prefix: string;
  servers: readonly RuntimeServer[];
  /** The service in Consul whose instances they are; null if it is not known. */
  service: string | null;
  /** They come and go with what DNS says. */
  fed: boolean;
  /** True if they come from SRV records, which have weights; null if it is not known. */
  srv: boolean | null;
  /** Their line in the configuration. */
  configured: PooledServer | null;
}

/** Groups the servers of each process. */
export function poolsOf({ processes, consul, config }: Facts): Pool[] {
  const byAddress = new Map(consul?.instances.map((one) => [addressOf(one), one]));
  return processes.flatMap((process) =>
    [...grouped(process.servers).values()].map((servers) => poolOf({ process, servers, byAddress, config })),
  );
}

function grouped(servers: readonly RuntimeServer[]): Map<string, RuntimeServer[]> {
  const groups = new Map<string, RuntimeServer[]>();
  for (const server of servers) {
    const key = `${server.backend}\n${prefixOf(server)}`;
    groups.set(key, [...(groups.get(key) ?? []), server]);
  }
  return groups;
}

/** A template numbers its slots: `stable-3` is one of `stable-`. */
function prefixOf({ name }: RuntimeServer): string {
  return name.replace(/\d+$/, '');
}

interface Group {
  process: HaproxyProcess;
  servers: readonly RuntimeServer[];
  byAddress: ReadonlyMap<string, ConsulInstance>;
  config: ConfigurationView | null;
}

function poolOf({ process, servers, byAddress, config }: Group): Pool {
  const [first] = servers as [RuntimeServer, ...RuntimeServer[]];
  const prefix = prefixOf(first);
  const section = poolNamed(config, first.backend);
  const configured = configuredServer(section, first.name);
  const record = first.record ?? recordOf(configured);
  const backend = process.backends.find(({ name }) => name === first.backend);
  return {
    process,
    backend: first.backend,
    algorithm: backend?.algorithm ?? section?.balance?.algorithm ?? null,
    prefix,
    servers,
    service: serviceIn(record) ?? mostOf(servers, byAddress),
    fed: record !== null || servers.some(({ status }) => status.startsWith('MAINT (resolution)')),
    srv: record === null ? null : record.startsWith('_'),
    configured,
  };
}

/**
 * The name that DNS is asked for again and again; null if the server has an address, or a name that is looked up
 * once.
 */
export function recordOf(server: PooledServer | null): string | null {
  return server === null || server.resolvers === null ? null : server.address.replace(/:\d+$/, '');
}

/** The service in a name that Consul's DNS knows: `_shop._tcp.service.consul`, `shop.service.consul`. */
export function serviceIn(record: string | null): string | null {
  const [, srv, plain] = /^(?:_([^.]+)\._[^.]+|(?:[^.]+\.)?([^.]+))\.service\./.exec(record ?? '') ?? [];
  return srv ?? plain ?? null;
}

/** The service that most of the servers are instances of, by their addresses. */
function mostOf(
  servers: readonly RuntimeServer[],
  byAddress: ReadonlyMap<string, ConsulInstance>,
): string | null {
  const counts = new Map<string, number>();
  for (const { address } of servers) {
    const service = byAddress.get(address ?? '')?.service;
    if (service !== undefined) counts.set(service, (counts.get(service) ?? 0) + 1);
  }
  const [most] = [...counts].sort(([, one], [, other]) => other - one);
  return most?.[0] ?? null;
}
