import { access } from 'node:fs/promises';
import { resolve } from 'node:path';
import { consulReplicas } from '../consul-replicas.js';
import { untilRouted } from '../readiness.js';
import { reapLater } from '../reaping.js';
import type { Replica, StartedTopology, TopologyDefinition, TopologyUrls } from '../topology.js';
import { type ComposeProject, compose, type ProjectContainer, projectContainers } from './compose-project.js';
import { expectRunning, failWhenContainerEnds } from './container-deaths.js';
import { DockerError, docker, dockerOutputs } from './docker-command.js';
import { projectLeftover, removeProject } from './remove-project.js';

/** The place where compose.yaml mounts HAProxy's configuration. */
const HAPROXY_CONFIG_INSIDE = '/usr/local/etc/haproxy/haproxy.cfg';

/** A compose project that is being started, or runs. */
export class ComposeTopology implements StartedTopology {
  readonly driver = 'compose';
  readonly urls: TopologyUrls;
  readonly haproxySocket = null;
  readonly #services: readonly string[];
  readonly #readyTimeoutMs: number;
  readonly #release: () => void;
  #project: ComposeProject;

  constructor(definition: TopologyDefinition, project: ComposeProject, urls: TopologyUrls) {
    this.urls = urls;
    this.#services = Object.keys(definition.replicas);
    this.#readyTimeoutMs = definition.readyTimeoutMs;
    this.#project = project;
    this.#release = reapLater(projectLeftover(project.name));
  }

  async start(up: () => Promise<unknown>): Promise<void> {
    await access(this.#project.env.HAPROXY_CONFIG ?? '');
    await this.#untilRoutedAfter(up, () => true);
  }

  replicas(): Promise<readonly Replica[]> {
    return consulReplicas(this.urls.consul, this.#services);
  }

  /** Too many replicas get SIGTERM, the newest first, and take their time to leave Consul and HAProxy in order. */
  async scale(service: string, count: number): Promise<void> {
    const only = ['--detach', '--no-recreate', '--no-deps', '--no-build'];
    await this.#untilRoutedAfter(
      () => compose(this.#project, ['up', ...only, '--scale', `${service}=${count}`, service]),
      (container) => container.service === service,
    );
  }

  async useHaproxyConfig(path: string): Promise<void> {
    const next = { ...this.#project, env: { ...this.#project.env, HAPROXY_CONFIG: resolve(path) } };
    await checkHaproxyConfig(next, path);
    this.#project = next;
    // HAProxy would serve idle connections for as long as it may, and the new one needs its ports.
    const only = ['--detach', '--force-recreate', '--no-deps', '--no-build', '--timeout', '1'];
    await this.#untilRoutedAfter(
      () => compose(next, ['up', ...only, 'haproxy']),
      ({ service }) => service === 'haproxy',
    );
  }

  /** A container that has been replaced, or scaled away, has taken its output with it. */
  async logs(part: string): Promise<string> {
    const containers = await projectContainers(this.#project);
    const own = containers.filter(({ service }) => service === part);
    if (own.length === 0) {
      const parts = [...new Set(containers.map(({ service }) => service))].join(', ');
      throw new Error(`There is no part ${JSON.stringify(part)} here; there are ${parts}`);
    }
    return (await Promise.all(own.map(({ id }) => dockerOutputs(['logs', id])))).join('');
  }

  async signal(instance: string, signal: NodeJS.Signals): Promise<void> {
    const known = await this.replicas();
    const address = known.find((replica) => replica.instance === instance)?.address;
    const containers = await projectContainers(this.#project);
    const container = containers.find((one) => one.running && one.address === address);
    if (container === undefined) {
      const names = known.map((replica) => replica.instance).join(', ');
      throw new Error(`No replica ${JSON.stringify(instance)} runs here; Consul knows ${names}`);
    }
    await docker(['kill', '--signal', signal, container.id]);
  }

  async stop(): Promise<void> {
    await removeProject(this.#project);
    this.#release();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  /** Changes something, then waits until HAProxy routes to the replicas that run; gives up when a needed container ends. */
  async #untilRoutedAfter(
    change: () => Promise<unknown>,
    isNeeded: (container: ProjectContainer) => boolean,
  ): Promise<void> {
    await change();
    const since = Date.now();
    const containers = await projectContainers(this.#project);
    const needed = containers.filter(isNeeded);
    await expectRunning(needed);
    const enough = new AbortController();
    const goal = {
      consulUrl: this.urls.consul,
      statsUrl: this.urls.stats,
      replicas: Object.fromEntries(this.#services.map((service) => [service, running(containers, service)])),
      timeoutMs: this.#readyTimeoutMs,
      signal: enough.signal,
    };
    const watch = { project: this.#project, needed, since, signal: enough.signal };
    try {
      await Promise.race([untilRouted(goal), failWhenContainerEnds(watch)]);
    } finally {
      enough.abort();
    }
  }
}

function running(containers: readonly ProjectContainer[], service: string): number {
  return containers.filter((container) => container.running && container.service === service).length;
}

/** In a container of its own, beside the old HAProxy that serves on: only there the name of Consul can be looked up. */
async function checkHaproxyConfig(project: ComposeProject, path: string): Promise<void> {
  await access(path);
  const check = ['haproxy', '-c', '-f', HAPROXY_CONFIG_INSIDE];
  await compose(project, ['run', '--rm', '--no-deps', '--no-TTY', 'haproxy', ...check]).catch(
    (error: unknown) => {
      const words = error instanceof DockerError ? error.words : String(error);
      throw new Error(`HAProxy does not accept ${path}:\n${words}`, { cause: error });
    },
  );
}
