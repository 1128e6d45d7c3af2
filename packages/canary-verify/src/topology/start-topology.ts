import { dockerAnswers } from './docker-answers.js';
import { startLocalTopology } from './local/start-local-topology.js';
import type { StartedTopology, TopologyDefinition, TopologyDriver } from './topology.js';

/** Starts a topology: as processes, as containers, or (`auto`) as containers when a Docker engine answers. */
export async function startTopology(
  driver: TopologyDriver | 'auto',
  definition: TopologyDefinition,
): Promise<StartedTopology> {
  const chosen = driver === 'auto' ? ((await dockerAnswers()) ? 'compose' : 'local') : driver;
  if (chosen === 'local') return startLocalTopology(definition);
  // Only here: whoever runs processes need not have Testcontainers.
  const { startComposeTopology } = await import('./compose/start-compose-topology.js');
  return startComposeTopology(definition);
}
