import type { SystemDefinition } from './compose/system-definition.js';
import { dockerAnswers } from './docker-answers.js';
import { startLocalTopology } from './local/start-local-topology.js';
import type { StartedTopology, TopologyDefinition, TopologyDriver } from './topology.js';

/**
 * Starts any system of a compose file: HAProxy, Consul and the services behind them.
 *
 * @throws UsageError when the definition cannot be used; nothing has been started then.
 *
 * @example
 * import { startTopology } from 'canary-verify/topology';
 *
 * await using topology = await startTopology({
 *   compose: 'compose.yaml',
 *   services: {
 *     proxy: 'lb',
 *     consul: 'consul',
 *     stable: { compose: 'web', consul: 'shop' },
 *     canary: { compose: 'web-next', consul: 'shop-canary' },
 *   },
 * });
 * console.log(topology.urls.service);
 */
export function startTopology(system: SystemDefinition): Promise<StartedTopology>;
/** Starts a topology of service-kit's services: as processes, as containers, or (`auto`) as containers when a Docker engine answers. */
export function startTopology(
  driver: TopologyDriver | 'auto',
  definition: TopologyDefinition,
): Promise<StartedTopology>;
export async function startTopology(
  first: SystemDefinition | TopologyDriver | 'auto',
  definition?: TopologyDefinition,
): Promise<StartedTopology> {
  if (typeof first === 'object' || definition === undefined)
    return startContainers(first as SystemDefinition);
  const chosen = first === 'auto' ? ((await dockerAnswers()) ? 'compose' : 'local') : first;
  return chosen === 'local' ? startLocalTopology(definition) : startContainers(composeSystem(definition));
}

/** Only here: whoever runs processes does not wait for it. */
async function startContainers(system: SystemDefinition): Promise<StartedTopology> {
  const { startSystem } = await import('./compose/start-system.js');
  return startSystem(system);
}

/** The names that a topology of service-kit's services has in its compose file: those of Consul. */
function composeSystem({
  composeFile,
  haproxyConfig,
  replicas,
  readyTimeoutMs,
}: TopologyDefinition): SystemDefinition {
  const [stable = '', canary = '', ...others] = Object.keys(replicas);
  const same = (name: string) => ({ compose: name, consul: name });
  const { [stable]: stableCount = 0, [canary]: canaryCount = 0, ...counts } = replicas;
  return {
    compose: composeFile,
    config: haproxyConfig,
    readyTimeoutMs,
    replicas: { ...counts, stable: stableCount, canary: canaryCount },
    services: {
      ...Object.fromEntries(others.map((name) => [name, same(name)])),
      proxy: 'haproxy',
      consul: 'consul',
      stable: same(stable),
      canary: same(canary),
    },
  };
}
