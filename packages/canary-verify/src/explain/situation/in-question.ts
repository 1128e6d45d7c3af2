import type { RuntimeServer, ServerPool } from '../../haproxy/index.js';
import type { Facts } from './facts.js';
import { type Pool, recordOf, serviceIn } from './pools.js';

/**
 * The pools that matter for this check: those in a backend with servers of the stable or the canary service, or
 * of an unknown service. If no pool belongs to either service, all pools.
 */
export function poolsInQuestion(pools: readonly Pool[], { services }: Facts): readonly Pool[] {
  const versions = new Set<string | null>(Object.values(services));
  if (!pools.some(({ service }) => versions.has(service))) return pools;
  const backends = new Set(
    pools.filter(({ service }) => service === null || versions.has(service)).map(({ backend }) => backend),
  );
  return pools.filter(({ backend }) => backends.has(backend));
}

/** The services of these backends' servers; of all servers if no backend has servers of these services. */
export function servicesInQuestion(
  { services, config }: Pick<Facts, 'services' | 'config'>,
  servers: readonly RuntimeServer[],
): string[] {
  const named = [...(config?.pools ?? []).flatMap(inPool), ...servers.map(asShown)];
  const versions: readonly (string | null)[] = Object.values(services);
  const backends = new Set(
    named.filter(({ service }) => versions.includes(service)).map(({ backend }) => backend),
  );
  const own = backends.size === 0 ? named : named.filter(({ backend }) => backends.has(backend));
  return [...new Set([...versions, ...own.map(({ service }) => service)])].filter((one) => one !== null);
}

interface Named {
  backend: string;
  service: string | null;
}

function inPool({ name, servers }: ServerPool): Named[] {
  return servers.map((server) => ({ backend: name, service: serviceIn(recordOf(server)) }));
}

function asShown({ backend, record }: RuntimeServer): Named {
  return { backend, service: serviceIn(record) };
}
