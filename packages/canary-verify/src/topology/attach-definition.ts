import type { StatsPlace } from '../haproxy/index.js';
import { readStatsPlace } from '../options/stats-place.js';
import { readUrl } from '../options/url.js';
import { UsageError } from '../text/usage-error.js';
import { listAt, objectAt, refuseUnknown, textAt, wholeAt } from './checked-options.js';
import { namesAt } from './compose/read-system.js';
import { composeServices, type RunningServices } from './compose/running-services.js';
import { stackServices } from './compose/stack-services.js';
import type { ServiceNames } from './compose/system-definition.js';
import { readRouted } from './compose/system-plan.js';
import type { RoutedService } from './routed-services.js';
import type { TopologyUrls } from './topology.js';

/** A system that somebody else has started: staging, a stack on Swarm, or a compose project of another terminal. */
export interface AttachDefinition {
  /** URL of HAProxy's frontend. */
  proxy: string;
  /** URL of Consul's HTTP API. */
  consul: string;
  /** Consul's token, if it wants one. */
  consulToken?: string;
  /** The running HAProxys: URLs of statistics pages, or runtime sockets. The first is asked when a change has arrived. */
  haproxyStats: readonly string[];
  /** The names in the compose file, and in Consul. */
  services: Readonly<Record<'stable' | 'canary', ServiceNames>> & Readonly<Record<string, ServiceNames>>;
  /** Path of HAProxy's configuration, if its statistics show no addresses. Default: they do. */
  config?: string;
  /** The name of the compose project that its replicas run in. Default: they can only be looked at. */
  composeProject?: string;
  /** The name of the stack on Docker Swarm that its replicas run in, instead of a compose project. */
  stack?: string;
  /** Most time to wait for a state to be reached, in milliseconds. Default 60,000. */
  readyTimeoutMs?: number;
}

/** The definition with every default filled in and every value checked. */
export interface AttachedTo {
  urls: TopologyUrls;
  token: string | null;
  haproxyStats: string[];
  stats: StatsPlace;
  services: ReadonlyMap<string, ServiceNames>;
  routed: readonly RoutedService[] | null;
  settlesMs: number;
  /** Null if its replicas can only be looked at. */
  running: RunningServices | null;
  timeoutMs: number;
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

/** Reads the definition once, at the door. Throws a UsageError. */
export function readAttachDefinition(definition: AttachDefinition): AttachedTo {
  refuseUnknown('definition', objectAt('definition', definition), Object.keys(KEYS));
  const { consulToken, config } = definition;
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
  return {
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
    running: readRunning(definition),
    timeoutMs: wholeAt('readyTimeoutMs', definition.readyTimeoutMs ?? 60_000, 1, 86_400_000),
  };
}

function readRunning({ composeProject, stack }: AttachDefinition): RunningServices | null {
  if (composeProject !== undefined && stack !== undefined)
    throw new UsageError('stack', 'and `composeProject` exclude each other: the replicas run in one of them');
  if (stack !== undefined) return stackServices(textAt('stack', stack));
  return composeProject === undefined ? null : composeServices(textAt('composeProject', composeProject));
}

function originOf(option: string, written: unknown): string {
  return readUrl(
    { option, example: 'http://localhost:8500', instead: 'send them in a header' },
    textAt(option, written),
  ).origin;
}
