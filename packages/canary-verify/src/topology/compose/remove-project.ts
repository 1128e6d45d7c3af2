import { execFile } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Leftover } from '../reaper.js';
import { type ComposeProject, compose, projectLabel } from './compose-project.js';
import { docker } from './docker-command.js';

/**
 * Stops and removes all containers, networks and volumes of a project. A network that something still hangs on stays: a
 * container that somebody attached to look around, or what the engine has left of one that ended meanwhile. Compose may
 * fail then, or only say so. This is detached by force, and a container that is not the project's runs on.
 */
export async function removeProject(project: ComposeProject): Promise<void> {
  const failure = await down(project).catch((error: unknown) => error);
  const networks = await networksOf(project);
  if (failure === undefined && networks.length === 0) return;
  for (const network of networks) await detachAll(network);
  await down(project);
}

async function down(project: ComposeProject): Promise<void> {
  // Nobody is left who could miss a request: no replica needs to drain.
  await compose(project, ['down', '--volumes', '--remove-orphans', '--timeout', '0']);
}

async function networksOf({ name }: ComposeProject): Promise<InspectedNetwork[]> {
  const listed = await docker(['network', 'ls', '--quiet', '--filter', `label=${projectLabel(name)}`]);
  const ids = listed.split('\n').filter((id) => id !== '');
  return ids.length === 0 ? [] : JSON.parse(await docker(['network', 'inspect', ...ids]));
}

/** A container that has left meanwhile cannot be detached; `down` tells whether the network is free. */
async function detachAll({ Id, Containers }: InspectedNetwork): Promise<void> {
  const names = Object.values(Containers).map(({ Name }) => Name);
  await Promise.allSettled(names.map((name) => docker(['network', 'disconnect', '--force', Id, name])));
}

/** The answer of `docker network inspect` for a network, as far as it is used. */
interface InspectedNetwork {
  Id: string;
  Containers: Record<string, { Name: string }>;
}

/**
 * Removes by their label all containers, networks and volumes of a project. A `docker compose` that was interrupted may still
 * have asked the engine for one more: so until nothing was left twice, a second apart.
 */
const REMOVE_ALL = `
  empty=0
  for attempt in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
    containers=$(docker ps --all --quiet --filter "label=$1") && networks=$(docker network ls --quiet --filter "label=$1") &&
      volumes=$(docker volume ls --quiet --filter "label=$1") || exit 1
    if [ -n "$containers" ]; then docker rm --force --volumes $containers; empty=0; fi
    for network in $networks; do
      for name in $(docker network inspect --format '{{range .Containers}}{{.Name}} {{end}}' $network); do
        docker network disconnect --force $network $name
      done
    done
    if [ -n "$networks" ]; then docker network rm $networks; empty=0; fi
    if [ -n "$volumes" ]; then docker volume rm --force $volumes; empty=0; fi
    if [ -z "$containers$networks$volumes" ]; then empty=$((empty + 1)); fi
    if [ "$empty" -ge 2 ]; then exit 0; fi
    sleep 1
  done
  exit 1`;

/** The orders for the reaper if this process ends without stopping a project. */
export function projectLeftover(name: string): Extract<Leftover, { kind: 'command' }> {
  return { kind: 'command', argv: ['sh', '-c', REMOVE_ALL, 'remove-project', projectLabel(name)] };
}

/** Removes what is there of a project, and its folder. Its compose file is not needed. */
export async function removeRemains(name: string): Promise<void> {
  const [command, ...words] = projectLeftover(name).argv;
  await promisify(execFile)(command, words);
  await rm(projectFolder(name), { recursive: true, force: true });
}

/** The folder of what a project is given: a copy of HAProxy's configuration, and a compose file beside the user's. */
export function projectFolder(name: string): string {
  return join(tmpdir(), name);
}
