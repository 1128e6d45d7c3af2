import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { consulReplicas } from '../consul-replicas.js';
import { freePorts } from '../free-port.js';
import { untilConsulLeads, untilTopologyRoutes, type WaitLimit } from '../readiness.js';
import { reapLater } from '../reaping.js';
import { findTools } from '../toolbox/find-tools.js';
import type {
  ConfigurationChange,
  Replica,
  StartedTopology,
  TopologyDefinition,
  TopologySources,
  TopologyUrls,
} from '../topology.js';
import {
  consulCall,
  haproxyCall,
  haproxySocket,
  LOOPBACK,
  type Ports,
  redisCall,
  type Tools,
} from './infrastructure.js';
import { LocalReplicas } from './local-replicas.js';
import {
  failWhenProcessEnds,
  type ProgramCall,
  type RunningProcess,
  startProcess,
} from './running-process.js';

/** Starts Consul, HAProxy, Redis and the replicas as processes on free ports of the loopback interface. */
export async function startLocalTopology(definition: TopologyDefinition): Promise<StartedTopology> {
  const tools = await findTools(['consul', 'haproxy', 'redis-server']);
  const folder = await mkdtemp(join(tmpdir(), 'canary-verify-'));
  const topology = new LocalTopology(definition, tools, await choosePorts(), folder);
  try {
    await topology.start();
    return topology;
  } catch (error) {
    await topology.stop();
    throw error;
  }
}

async function choosePorts(): Promise<Ports> {
  const [service = 0, stats = 0, consulHttp = 0, consulDns = 0, consulServer = 0, consulSerf = 0, redis = 0] =
    await freePorts(7);
  return { service, stats, consulHttp, consulDns, consulServer, consulSerf, redis };
}

class LocalTopology implements StartedTopology {
  readonly driver = 'local';
  readonly urls: TopologyUrls;
  readonly haproxySocket: string;
  readonly #definition: TopologyDefinition;
  readonly #tools: Tools;
  readonly #ports: Ports;
  readonly #folder: string;
  readonly #replicas: LocalReplicas;
  readonly #releaseFolder: () => void;
  #infrastructure: RunningProcess[] = [];

  constructor(definition: TopologyDefinition, tools: Tools, ports: Ports, folder: string) {
    this.#definition = definition;
    this.#tools = tools;
    this.#ports = ports;
    this.#folder = folder;
    this.haproxySocket = haproxySocket(folder);
    this.#releaseFolder = reapLater({ kind: 'folder', path: folder });
    this.#replicas = new LocalReplicas(definition.programs, ports);
    this.urls = {
      service: `http://${LOOPBACK}:${ports.service}`,
      stats: `http://${LOOPBACK}:${ports.stats}/stats`,
      consul: `http://${LOOPBACK}:${ports.consulHttp}`,
    };
  }

  /** All at once, but for HAProxy: asked for names before Consul listens, it may take many seconds to ask again. */
  async start(): Promise<void> {
    await this.#checkHaproxyConfig(this.#definition.haproxyConfig);
    const consul = startProcess(consulCall(this.#tools, this.#ports, this.#folder));
    const redis = startProcess(redisCall(this.#tools, this.#ports, this.#folder));
    this.#infrastructure = [consul, redis];
    for (const [service, count] of Object.entries(this.#definition.replicas))
      await this.#replicas.scale(service, count);
    // Noted now: one that ends is no longer among the running ones.
    const needed = [consul, redis, ...this.#replicas.all()];
    await this.#until((deadline) => untilConsulLeads(this.urls.consul, deadline), needed);
    this.#infrastructure.push(startProcess(this.#haproxyCall(this.#definition.haproxyConfig)));
    await this.#untilTopologyRoutes([...needed, ...this.#infrastructure]);
  }

  replicas(): Promise<readonly Replica[]> {
    return consulReplicas(this.urls.consul, Object.keys(this.#replicas.counts()));
  }

  async scale(service: string, count: number): Promise<void> {
    await this.#replicas.scale(service, count);
    await this.#untilTopologyRoutes(this.#replicas.of(service));
  }

  get sources(): TopologySources {
    const { consul, stats } = this.urls;
    const [stable = 'service-v1', canary = 'service-v2'] = Object.keys(this.#replicas.counts());
    return { consul, haproxyStats: [stats], services: { stable, canary } };
  }

  async useHaproxyConfig(path: string): Promise<ConfigurationChange> {
    await this.#checkHaproxyConfig(path);
    await Promise.all(this.#infrastructure.filter(isHaproxy).map((old) => old.end(5_000)));
    const haproxy = startProcess(this.#haproxyCall(path));
    this.#infrastructure = [...this.#infrastructure.filter((one) => !isHaproxy(one)), haproxy];
    await this.#untilTopologyRoutes([haproxy]);
    return 'restart';
  }

  async logs(part: string): Promise<string> {
    const processes = [...this.#infrastructure, ...this.#replicas.of(part)];
    const own = processes.filter(({ name }) => name === part || name.startsWith(`${part}-`));
    return own.map((one) => one.output()).join('');
  }

  async signal(instance: string, signal: NodeJS.Signals): Promise<void> {
    const replica = this.#replicas.named(instance);
    if (replica === undefined) {
      const running = this.#replicas.all().map(({ name }) => name);
      throw new Error(`No replica ${JSON.stringify(instance)} runs here; there are ${running.join(', ')}`);
    }
    replica.signal(signal);
  }

  pause(instance: string): Promise<void> {
    return this.signal(instance, 'SIGSTOP');
  }

  async partition(instance: string): Promise<void> {
    throw new Error(
      `${instance} cannot be cut off: processes share the network of this machine. \`pause\` stops it where it is; topologies of containers can \`partition\`.`,
    );
  }

  heal(instance: string): Promise<void> {
    return this.signal(instance, 'SIGCONT');
  }

  async stop(): Promise<void> {
    // Nobody is left who could miss a request: no replica needs to drain.
    await Promise.all([...this.#replicas.all(), ...this.#infrastructure].map((one) => one.end(0)));
    await rm(this.#folder, { recursive: true, force: true });
    this.#releaseFolder();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  /** Waits until HAProxy routes to what is wanted; gives up at once when one of `needed` ends. */
  async #untilTopologyRoutes(needed: readonly RunningProcess[]): Promise<void> {
    const { consul, stats } = this.urls;
    const statsPlace = { kind: 'page', url: stats, authorization: null } as const;
    // Only running replicas count: a killed one is not waited for.
    const replicas = this.#replicas.counts();
    await this.#until(
      (deadline) =>
        untilTopologyRoutes({
          consul: { url: consul, token: null },
          stats: statsPlace,
          routed: null,
          settlesMs: 0,
          replicas,
          ...deadline,
        }),
      needed,
    );
  }

  async #until(
    reached: (deadline: WaitLimit) => Promise<void>,
    needed: readonly RunningProcess[],
  ): Promise<void> {
    const enough = new AbortController();
    const deadline = { timeoutMs: this.#definition.readyTimeoutMs, signal: enough.signal };
    try {
      await Promise.race([reached(deadline), ...(needed.length > 0 ? [failWhenProcessEnds(needed)] : [])]);
    } finally {
      enough.abort();
    }
  }

  #haproxyCall(config: string): ProgramCall {
    return haproxyCall(this.#tools, this.#ports, this.#folder, config);
  }

  async #checkHaproxyConfig(config: string): Promise<void> {
    const { command, argv, env } = this.#haproxyCall(config);
    await promisify(execFile)(command, ['-c', ...argv], { env: { ...env } }).catch(
      (error: { stderr?: string }) => {
        throw new Error(`HAProxy does not accept ${config}:\n${error.stderr ?? error}`);
      },
    );
  }
}

function isHaproxy({ name }: RunningProcess): boolean {
  return name === 'haproxy';
}
