import { fileURLToPath } from 'node:url';
import { describe, test } from 'vitest';
import { projectLabel } from '../../../src/topology/compose/compose-project.js';
import { docker } from '../../../src/topology/compose/docker-command.js';
import { dockerAnswers } from '../../../src/topology/docker-answers.js';
import type { TopologyDefinition } from '../../../src/topology/topology.js';

const answers = await dockerAnswers();
const required = process.env.CANARY_VERIFY_REQUIRE_DOCKER === '1';

/** Tests that need a Docker engine. Without one they are left out, and say so, unless CANARY_VERIFY_REQUIRE_DOCKER is 1. */
export function describeWithDocker(name: string, tests: () => void): void {
  if (answers || required) describe(name, tests);
  else test.skip(`${name}: left out, because no Docker engine answers`, () => {});
}

export function fromRoot(path: string): string {
  return fileURLToPath(new URL(`../../../../../${path}`, import.meta.url));
}

/** fixtures/compose with so many replicas of each service. */
export function fixtures(replicas: TopologyDefinition['replicas']): TopologyDefinition {
  return {
    haproxyConfig: fromRoot('fixtures/haproxy/replicas.cfg'),
    composeFile: fromRoot('fixtures/compose/compose.yaml'),
    replicas,
    programs: {},
    readyTimeoutMs: 60_000,
  };
}

/** The project whose container publishes this port on the host. */
export async function projectAt(url: string): Promise<string> {
  const argv = ['ps', '--filter', `publish=${new URL(url).port}`];
  return (await docker([...argv, '--format', '{{.Label "com.docker.compose.project"}}'])).trim();
}

/** Ids of the containers, networks and volumes that there are of a project. */
export async function remainsOf(project: string): Promise<string[]> {
  const lists = await Promise.all([
    listed(project, ['ps', '--all']),
    listed(project, ['network', 'ls']),
    volumesOf(project),
  ]);
  return lists.flat();
}

export function volumesOf(project: string): Promise<string[]> {
  return listed(project, ['volume', 'ls']);
}

async function listed(project: string, argv: readonly string[]): Promise<string[]> {
  const filter = ['--quiet', '--filter', `label=${projectLabel(project)}`];
  return (await docker([...argv, ...filter])).split('\n').filter((id) => id !== '');
}
