import type { StatsPlace } from '../haproxy/index.js';
import { readStatsPlace } from '../options/stats-place.js';
import { readUrl } from '../options/url.js';
import { quoted, UsageError } from '../text/usage-error.js';
import { listAt, objectAt, refuseUnknown, textAt, wholeAt } from './checked-options.js';
import { namesAt } from './compose/read-system.js';
import { type RunningServices, runningServices } from './compose/running-services.js';
import type { ServiceNames } from './compose/system-definition.js';
import { readRouted } from './compose/system-plan.js';
import { consulReplicas } from './consul-replicas.js';
import { untilRouted } from './readiness.js';
import type { RoutedService } from './routed-services.js';
import type { Replica, TopologySources, TopologyUrls } from './topology.js';

/** A system that somebody else has started: staging, or a compose project of another terminal. */
export interface AttachDefinition {
  /** URL of HAProxy's frontend. */
  proxy: string;
  /** URL of Consul's HTTP API. */
  consul: string;
  /** Consul's token, if it wants one. */
  consulToken?: string;
  /** The running HAProxys: URLs of statistics pages, or runtime sockets. The first is asked when a change has arrived. */
  haproxyStats: readonly string[];
  /** The names in the compose file or stack, and in Consul. */
  services: Readonly<Record<'stable' | 'canary', ServiceNames>> & Readonly<Record<string, ServiceNames>>;
  /** Path of HAProxy's configuration, if its statistics show no addresses. Default: they do. */
  config?: string;
  /** The name of the compose project that its replicas run in. Default: they can only be looked at. */
  composeProject?: string;
  /** The name of the Swarm stack that its replicas run in. Default: they can only be looked at. */
  stack?: string;
  /** Most time to wait for a state to be reached, in milliseconds. Default 60,000. */
  readyTimeoutMs?: number;
}

/** A topology that is looked at. It is somebody else's: it runs on. */
export interface AttachedTopology {
  readonly urls: TopologyUrls;
  readonly sources: TopologySources;
  /** The replicas that Consul knows, healthy or not. */
  replicas(): Promise<readonly Replica[]>;
  /** Runs this many replicas of a service, and resolves once HAProxy routes to just the healthy ones. */
  scale(service: string, count: number): Promise<void>;
  /** The output of a service of the compose project or stack. */
  logs(service: string): Promise<string>;
}

const KEYS: Readonly<Record<keyof AttachDefinition, true>> = {
  proxy: true,
  consul: true,
  consulToken: true,
  haproxyStats: true,
  services: true,
  config: true,
  composeProject: true,
  stack: true,
  readyTimeoutMs: true,
};

/**
 * Looks at a system that runs already. Nothing is started, and nothing is asked yet.
 *
 * @throws UsageError when the definition cannot be used.
 */
export function attachTopology(definition: AttachDefinition): AttachedTopology {
  refuseUnknown('definition', objectAt('definition', definition), Object.keys(KEYS));
  const { composeProject, stack, consulToken, config } = definition;
  if (composeProject !== undefined && stack !== undefined)
    throw new UsageError('stack', 'and `composeProject` exclude each other: replicas run in one of them');
  const [first, ...others] = listAt('haproxyStats', definition.haproxyStats);
  if (first === undefined) throw new UsageError('haproxyStats', 'must name at least one HAProxy; got none');
  const services = new Map(
    Object.entries(objectAt('services', definition.services)).map(([name, value]) => [
      name,
      namesAt(name, value),
    ]),
  );
  for (const name of ['stable', 'canary'])
    if (!services.has(name)) throw new UsageError(`services.${name}`, 'is missing: { compose, consul }');
  return new Attached({
    urls: {
      service: originOf('proxy', definition.proxy),
      consul: originOf('consul', definition.consul),
      stats: first,
    },
    token: consulToken ?? null,
    haproxyStats: [first, ...others],
    stats: readStatsPlace(first),
    services,
    ...(config === undefined ? { routed: null, settlesMs: 0 } : readRouted(textAt('config', config))),
    running: runningServices({ composeProject: composeProject ?? null, stack: stack ?? null }),
    timeoutMs: wholeAt('readyTimeoutMs', definition.readyTimeoutMs ?? 60_000, 1, 86_400_000),
  });
}

interface Resolved {
  urls: TopologyUrls;
  token: string | null;
  haproxyStats: string[];
  stats: StatsPlace;
  services: ReadonlyMap<string, ServiceNames>;
  routed: readonly RoutedService[] | null;
  settlesMs: number;
  /** Null if they can only be looked at. */
  running: RunningServices | null;
  timeoutMs: number;
}

class Attached implements AttachedTopology {
  readonly urls: TopologyUrls;
  readonly sources: TopologySources;
  readonly #to: Resolved;

  constructor(to: Resolved) {
    const named = (name: string) => to.services.get(name)?.consul ?? name;
    this.#to = to;
    this.urls = to.urls;
    this.sources = {
      consul: to.urls.consul,
      ...(to.token === null ? {} : { consulToken: to.token }),
      haproxyStats: to.haproxyStats,
      services: { stable: named('stable'), canary: named('canary') },
    };
  }

  replicas(): Promise<readonly Replica[]> {
    const names = [...this.#to.services.values()].map(({ consul }) => consul);
    return consulReplicas(this.urls.consul, names, this.#to.token);
  }

  async scale(service: string, count: number): Promise<void> {
    const names = this.#named(service);
    await this.#running().scale(names.compose, count);
    const healthy = (await this.replicas()).filter((replica) => replica.healthy);
    const counts = [...this.#to.services.values()].map(({ consul }): [string, number] => [
      consul,
      consul === names.consul ? count : healthy.filter((replica) => replica.service === consul).length,
    ]);
    await untilRouted({
      consul: { url: this.urls.consul, token: this.#to.token },
      stats: this.#to.stats,
      routed: this.#to.routed,
      settlesMs: this.#to.settlesMs,
      replicas: Object.fromEntries(counts),
      timeoutMs: this.#to.timeoutMs,
      signal: new AbortController().signal,
    });
  }

  logs(service: string): Promise<string> {
    return this.#running().logs(this.#to.services.get(service)?.compose ?? service);
  }

  #named(service: string): ServiceNames {
    const { services } = this.#to;
    const names = services.get(service) ?? [...services.values()].find(({ compose }) => compose === service);
    if (names !== undefined) return names;
    throw new Error(
      `There is no service ${quoted(service)} here; there are ${[...services.keys()].join(', ')}`,
    );
  }

  #running(): RunningServices {
    const { running } = this.#to;
    if (running !== null) return running;
    throw new Error(
      'This topology can only be looked at: attachTopology was given neither `composeProject` nor `stack`.',
    );
  }
}

function originOf(option: string, written: unknown): string {
  return readUrl(
    { option, example: 'http://localhost:8500', instead: 'send them in a header' },
    textAt(option, written),
  ).origin;
}
