import { createHash, randomBytes } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { placeName } from '../../haproxy/index.js';
import { freePorts } from '../free-port.js';
import { socketOutside, stateMount, withSocket } from '../proxy/own-socket.js';
import { reapLater } from '../reaping.js';
import type { StartedTopology } from '../topology.js';
import { type ComposeProject, projectContainers } from './compose-project.js';
import { overrideFile, type PublishedPort } from './override-file.js';
import { noteOwner, ownerLabel, removeLeftovers } from './owner.js';
import { readSystem } from './read-system.js';
import { projectFolder, projectLeftover, removeProject, removeRemains } from './remove-project.js';
import { noteOrigin, REUSED } from './reused.js';
import type { System, SystemDefinition } from './system-definition.js';
import { CONSUL_PORT, planSystem, type SystemPlan } from './system-plan.js';
import { SystemTopology } from './system-topology.js';

/**
 * Starts a system of a compose file as a project of its own, on ports of this machine that are free now and stay the same until
 * it stops.
 *
 * @throws UsageError when the definition cannot be used; nothing has been started then. An Error with the last words of what
 * failed when a container ends, and at the definition's deadline.
 */
export async function startSystem(definition: SystemDefinition): Promise<StartedTopology> {
  const plan = await planSystem(readSystem(definition));
  await removeLeftovers();
  const { system, mounted, configuration } = plan;
  const name = projectName(system);
  const folder = projectFolder(name);
  const releases = system.reuse
    ? []
    : [reapLater({ kind: 'folder', path: folder }), reapLater(projectLeftover(name))];
  const stateFolder = join(folder, 'state');
  await mkdir(stateFolder, { recursive: true });
  await (system.reuse ? noteOrigin(name, system.compose) : noteOwner(name));
  const mountedFile = join(folder, 'haproxy.cfg');
  const mountedBefore = await readFile(mountedFile, 'utf8').catch(() => null);
  await writeFile(mountedFile, withSocket(await readFile(plan.config, 'utf8'), plan.socketPort));
  const ports = await portsFor(plan, join(folder, 'ports.json'));
  const override = join(folder, 'compose.yaml');
  await writeFile(
    override,
    overrideFile({
      services: plan.services,
      ports,
      proxy: system.proxy,
      mounts: [{ source: mountedFile, target: mounted.target }, stateMount(stateFolder)],
      labels: system.reuse ? {} : ownerLabel(),
    }),
  );
  const project: ComposeProject = {
    name,
    files: [system.compose, override],
    profiles: system.profiles,
    env: system.env,
  };
  const at = (service: string, inside: number) =>
    ports.find((port) => port.service === service && port.inside === inside)?.outside ?? 0;
  const { page } = configuration;
  const socket = socketOutside(at(system.proxy, plan.socketPort));
  const topology = new SystemTopology({
    plan,
    project,
    socket,
    mountedFile,
    stateFolder,
    urls: {
      service: `http://127.0.0.1:${at(system.proxy, configuration.port)}`,
      stats:
        page === null ? placeName(socket) : `http://127.0.0.1:${at(system.proxy, page.port)}${page.path}`,
      consul: `http://127.0.0.1:${at(system.consul, CONSUL_PORT)}`,
    },
    release: async () => {
      await rm(folder, { recursive: true, force: true });
      for (const release of releases) release();
    },
  });
  try {
    // One that is found again may have been changed by its last user.
    const sameConfiguration = mountedBefore === (await readFile(mountedFile, 'utf8'));
    if (system.reuse && !(sameConfiguration && (await runsAsPlanned(plan, project))))
      await removeProject(project);
    await topology.start();
    return topology;
  } catch (error) {
    // The first error is the one to be read, whatever becomes of the cleaning up: the reaper tries again.
    await (system.reuse ? removeRemains(name) : topology.stop()).catch(() => {});
    throw error;
  }
}

/** Whether as many containers of each service run as a start would bring. */
async function runsAsPlanned({ system, services }: SystemPlan, project: ComposeProject): Promise<boolean> {
  const containers = await projectContainers(project);
  return [...services].every(([name, { replicas }]) => {
    const wanted = system.replicas[name] ?? replicas;
    return containers.filter(({ service, running }) => running && service === name).length === wanted;
  });
}

/** One that is found again has the same name at each start. */
export function projectName(system: System): string {
  if (!system.reuse) return `canary-verify-${randomBytes(4).toString('hex')}`;
  const { replicas: _, readyTimeoutMs: __, ...identity } = system;
  const text = JSON.stringify({ ...identity, services: [...system.services] });
  return `${REUSED}${createHash('sha256').update(text).digest('hex').slice(0, 8)}`;
}

/** The ports that an earlier start has chosen, where it is found again; else free ones. */
async function portsFor(plan: SystemPlan, file: string): Promise<PublishedPort[]> {
  const { system, services, configuration, socketPort } = plan;
  const needed = new Map<string, Set<number>>(
    [...services].map(([name, { ports }]) => [name, new Set(ports)]),
  );
  needed.get(system.proxy)?.add(configuration.port).add(socketPort);
  if (configuration.page !== null) needed.get(system.proxy)?.add(configuration.page.port);
  needed.get(system.consul)?.add(CONSUL_PORT);
  const inside = [...needed].flatMap(([service, ports]) =>
    [...ports].map((port) => ({ service, inside: port })),
  );
  if (system.reuse) {
    const before = JSON.parse(await readFile(file, 'utf8').catch(() => '[]')) as PublishedPort[];
    const has = ({ service, inside }: { service: string; inside: number }) =>
      before.some((port) => port.service === service && port.inside === inside);
    if (inside.every(has)) return before;
  }
  const outside = await freePorts(inside.length);
  const ports = inside.map((port, index) => ({ ...port, outside: outside[index] ?? null }));
  await writeFile(file, JSON.stringify(ports));
  return ports;
}
