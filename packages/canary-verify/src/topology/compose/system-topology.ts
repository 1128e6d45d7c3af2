import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { placeName, type StatsPlace } from '../../haproxy/index.js';
import { quoted } from '../../text/usage-error.js';
import { consulReplicas, forgetInstance } from '../consul-replicas.js';
import { withServersState, withSocket } from '../proxy/own-socket.js';
import type { PageInside } from '../proxy/proxy-configuration.js';
import { untilTopologyRoutes } from '../readiness.js';
import type {
  ConfigurationChange,
  Replica,
  StartedTopology,
  TopologySources,
  TopologyUrls,
} from '../topology.js';
import { checkConfiguration } from './check-configuration.js';
import { type ComposeProject, compose, type ProjectContainer, projectContainers } from './compose-project.js';
import { expectRunning, failWhenContainerEnds } from './container-deaths.js';
import { ContainerFaults } from './container-faults.js';
import { dockerOutputs } from './docker-command.js';
import { hasMaster, reloadHaproxy } from './reload-haproxy.js';
import { removeProject } from './remove-project.js';
import { startError } from './start-error.js';
import { composeName, consulNames, partName, runningReplicas, tracksIn } from './system-names.js';
import { readProxyConfiguration, type SystemPlan } from './system-plan.js';

/** What a system runs as. */
export interface RunningSystem {
  plan: SystemPlan;
  project: ComposeProject;
  urls: TopologyUrls;
  /** The runtime socket that the topology has opened. */
  socket: Extract<StatsPlace, { kind: 'socket' }>;
  /** The copy of the configuration that HAProxy's container mounts. */
  mountedFile: string;
  /** Where a HAProxy that is reloaded finds the servers of the one before it. */
  stateFolder: string;
  /** Called when all of it is gone. */
  release: () => Promise<void>;
}

/** A compose project that is being started, or runs. */
export class SystemTopology implements StartedTopology {
  readonly driver = 'compose';
  readonly haproxySocket: string;
  readonly urls: TopologyUrls;
  readonly #running: RunningSystem;
  readonly #faults: ContainerFaults;
  #stopped = false;
  /** What HAProxy runs with now. */
  #configuration: SystemPlan['configuration'];

  constructor(running: RunningSystem) {
    this.#running = running;
    this.urls = running.urls;
    this.haproxySocket = placeName(running.socket);
    this.#configuration = running.plan.configuration;
    this.#faults = new ContainerFaults(running.project, () => this.replicas());
  }

  get sources(): TopologySources {
    const { consul } = this.urls;
    return { consul, haproxyStats: [this.haproxySocket], services: tracksIn(this.#running.plan.system) };
  }

  async start(): Promise<void> {
    const { project, plan } = this.#running;
    const scales = Object.entries(plan.system.replicas).flatMap(([name, count]) => [
      '--scale',
      `${name}=${count}`,
    ]);
    await this.#untilRoutedAfter(
      () =>
        compose(project, ['up', '--detach', ...scales]).catch(async (error: unknown) => {
          throw await startError(plan, error);
        }),
      () => true,
    );
  }

  replicas(): Promise<readonly Replica[]> {
    return consulReplicas(this.urls.consul, consulNames(this.#running.plan.system));
  }

  /** Too many replicas get SIGTERM, the newest first, and take their time to leave Consul and HAProxy in order. */
  async scale(service: string, count: number): Promise<void> {
    const name = composeName(this.#running.plan, service);
    this.#faults.refuseWhileCutOff('scaled');
    const before = (await this.#containersOf(name)).flatMap(({ addresses }) => addresses);
    const only = ['--detach', '--no-recreate', '--no-deps', '--no-build'];
    await this.#untilRoutedAfter(
      async () => {
        await compose(this.#running.project, ['up', ...only, '--scale', `${name}=${count}`, name]);
        await this.#forgetGone(before);
      },
      (container) => container.service === name,
    );
  }

  async useHaproxyConfig(path: string): Promise<ConfigurationChange> {
    this.#faults.refuseWhileCutOff('given another configuration');
    const { plan, project, socket, mountedFile, stateFolder } = this.#running;
    const { port, page } = plan.configuration;
    const file = resolve(path);
    const { further } = plan.mounted;
    const files = [file, ...further.map(({ source }) => source)];
    const next = readProxyConfiguration(files, { port, published: [] });
    if (page !== null && (next.page?.port !== page.port || next.page.path !== page.path))
      throw new Error(
        `${path} must have its statistics at ${inside(page)}, where \`urls.stats\` leads; it has ${next.page === null ? 'none' : `them at ${inside(next.page)}`}.`,
      );
    const text = await checkConfiguration({ plan, project, file });
    const [container] = (await this.#containersOf(plan.system.proxy)).filter(({ running }) => running);
    const change: ConfigurationChange =
      // Backends in other files would begin without the servers that the old HAProxy has.
      container !== undefined && further.length === 0 && (await hasMaster(container.id))
        ? 'reload'
        : 'restart';
    // Written in place: the container mounts the file itself, and would not see another one of the same name.
    const write = change === 'reload' ? withServersState : withSocket;
    await writeFile(mountedFile, write(text, plan.socketPort));
    this.#configuration = next;
    const timeoutMs = plan.system.readyTimeoutMs;
    await this.#untilRoutedAfter(
      () =>
        change === 'reload'
          ? reloadHaproxy({
              container: container?.id ?? '',
              socket,
              config: next.config,
              stateFolder,
              timeoutMs,
            })
          : // HAProxy would serve idle connections for as long as it may, and the new one needs its ports.
            compose(project, ['restart', '--timeout', '1', plan.system.proxy]),
      ({ service }) => service === plan.system.proxy,
    );
    return change;
  }

  /** A container that has been replaced, or scaled away, has taken its output with it. */
  async logs(part: string): Promise<string> {
    const own = await this.#containersOf(partName(this.#running.plan.system, part));
    if (own.length > 0) return (await Promise.all(own.map(({ id }) => dockerOutputs(['logs', id])))).join('');
    const containers = await projectContainers(this.#running.project);
    const parts = [...new Set(containers.map(({ service }) => service))].join(', ');
    throw new Error(`There is no part ${quoted(part)} here; there are ${parts}`);
  }

  signal(instance: string, signal: NodeJS.Signals): Promise<void> {
    return this.#faults.signal(instance, signal);
  }

  pause(instance: string): Promise<void> {
    return this.#faults.pause(instance);
  }

  partition(instance: string): Promise<void> {
    return this.#faults.partition(instance);
  }

  heal(instance: string): Promise<void> {
    return this.#faults.heal(instance);
  }

  async stop(): Promise<void> {
    const { plan, project, release } = this.#running;
    if (plan.system.reuse || this.#stopped) return;
    await removeProject(project);
    await release();
    this.#stopped = true;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  async #containersOf(name: string): Promise<ProjectContainer[]> {
    return (await projectContainers(this.#running.project)).filter(({ service }) => service === name);
  }

  /**
   * Has Consul forget what was at addresses that no container has any more. The next container may get the address of a replica
   * that has left without a word: that one would seem to be healthy again, and get requests for a service that it is not.
   */
  async #forgetGone(before: readonly string[]): Promise<void> {
    const containers = await projectContainers(this.#running.project);
    const taken = new Set(containers.flatMap(({ addresses }) => addresses));
    const gone = before.filter((address) => !taken.has(address));
    const left = (await this.replicas()).filter(({ address }) => gone.includes(address));
    for (const { instance } of left) await forgetInstance(this.urls.consul, instance);
  }

  /** Changes something, then waits until HAProxy routes to the replicas that run; gives up when a needed container ends. */
  async #untilRoutedAfter(
    change: () => Promise<unknown>,
    isNeeded: (container: ProjectContainer) => boolean,
  ): Promise<void> {
    const { project, plan, socket } = this.#running;
    await change();
    const since = Date.now();
    const containers = await projectContainers(project);
    const needed = containers.filter(isNeeded);
    await expectRunning(needed);
    const enough = new AbortController();
    const goal = {
      consul: { url: this.urls.consul, token: null },
      stats: socket,
      routed: this.#configuration.routed,
      settlesMs: this.#configuration.settlesMs,
      replicas: runningReplicas(plan.system, containers),
      timeoutMs: plan.system.readyTimeoutMs,
      signal: enough.signal,
    };
    const watch = { project, needed, since, signal: enough.signal };
    try {
      await Promise.race([untilTopologyRoutes(goal), failWhenContainerEnds(watch)]);
    } finally {
      enough.abort();
    }
  }
}

function inside({ port, path }: PageInside): string {
  return `:${port}${path}`;
}
