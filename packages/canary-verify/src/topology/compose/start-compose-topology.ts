import { randomBytes } from 'node:crypto';
import { basename, dirname, resolve } from 'node:path';
import { freePorts } from '../free-port.js';
import type { StartedTopology, TopologyDefinition, TopologyUrls } from '../topology.js';
import type { ComposeProject } from './compose-project.js';
import { ComposeTopology } from './compose-topology.js';
import { loadTestcontainers } from './load-testcontainers.js';

/**
 * Starts a compose file as a project of its own, on host ports that are free now and stay the same until it stops.
 * The file reads HAPROXY_PORT, HAPROXY_STATS_PORT, CONSUL_PORT and HAPROXY_CONFIG, and its services are named as in Consul.
 *
 * @throws when Testcontainers or a Docker engine is missing, when a container ends, and at the definition's deadline.
 */
export async function startComposeTopology(definition: TopologyDefinition): Promise<StartedTopology> {
  const { DockerComposeEnvironment, Wait } = await loadTestcontainers();
  const [service, stats, consul] = await freePorts(3);
  const project: ComposeProject = {
    name: `canary-verify-${randomBytes(4).toString('hex')}`,
    file: resolve(definition.composeFile),
    env: {
      HAPROXY_PORT: String(service),
      HAPROXY_STATS_PORT: String(stats),
      CONSUL_PORT: String(consul),
      HAPROXY_CONFIG: resolve(definition.haproxyConfig),
    },
  };
  const urls: TopologyUrls = {
    service: `http://127.0.0.1:${service}`,
    stats: `http://127.0.0.1:${stats}/stats`,
    consul: `http://127.0.0.1:${consul}`,
  };
  const scales = Object.entries(definition.replicas).flatMap(([name, count]) => [
    '--scale',
    `${name}=${count}`,
  ]);
  const environment = new DockerComposeEnvironment(dirname(project.file), basename(project.file))
    .withProjectName(project.name)
    .withEnvironment(project.env)
    .withClientOptions({ commandOptions: scales })
    // Our own reaper does without an image that would have to be pulled first.
    .withAutoCleanup(false)
    // Ready means more than open ports here: see below.
    .withDefaultWaitStrategy(Wait.forAll([]));

  const topology = new ComposeTopology(definition, project, urls);
  try {
    await topology.start(() => environment.up().catch(saysWhichFile(project.file)));
    return topology;
  } catch (error) {
    await topology.stop();
    throw error;
  }
}

function saysWhichFile(file: string): (error: Error) => never {
  return (error) => {
    // Compose lists its progress before the line that matters.
    const lastLine = error.message.slice(error.message.lastIndexOf('\n') + 1);
    throw new Error(`Docker Compose cannot start ${file}: ${lastLine}`, { cause: error });
  };
}
