import { readAgent, readServices } from '../options/consul-source.js';
import { readStatsPlace } from '../options/stats-place.js';
import type { Track } from '../terms/track.js';
import { quoted, UsageError } from '../text/usage-error.js';
import { commandPlace } from './command-place.js';
import { renderedMap } from './consul-kv-place.js';
import { type ConsulWeights, consulWeights } from './consul-weights-place.js';
import { mapFile, runtimeMap, type ShareEntry } from './map-place.js';
import { replicasPlace } from './scale-place.js';
import { readScaledServices } from './scaled-services.js';
import type { RuntimeSocket, SharePlace } from './share-place.js';
import { runtimeWeights, type WeightedBackend } from './weights-place.js';

/** What says where the share stands: a map, weights, replicas, or two commands. */
export interface ShareOptions {
  /** Runtime sockets: all processes of all HAProxies that carry the traffic. */
  haproxyStats: readonly string[];
  map: string | undefined;
  mapKey: string | undefined;
  mapAll: string | undefined;
  mapFile: string | undefined;
  weights: string | undefined;
  /** A backend and how the names of its canaries begin, whose servers take their weights from Consul: `shop/canary-`. */
  consulWeights: string | undefined;
  /** The names in Consul of both versions, for `consulWeights`; undefined: service-v1 and service-v2. */
  services: Readonly<Record<Track, string>> | undefined;
  /** The key in Consul's KV store that the map is rendered from. */
  consulKv: string | undefined;
  /** Agents of Consul: for `consulWeights` every one that a replica is registered at. */
  consulAgent: readonly string[];
  /** Undefined if Consul wants none. */
  consulToken: string | undefined;
  compose: string | undefined;
  stack: string | undefined;
  setCommand: string | undefined;
  getCommand: string | undefined;
}

/** @throws UsageError when the options do not name one way, whole. */
export function readSharePlaces(options: ShareOptions): SharePlace[] {
  const ways = [
    ...[options.map, options.weights, options.consulWeights, options.compose, options.stack],
    options.setCommand ?? options.getCommand,
  ];
  const [way, another] = ways.filter((one) => one !== undefined);
  if (way === undefined || another !== undefined)
    throw new UsageError(
      'map',
      `or \`weights\`, \`consulWeights\`, \`compose\`, \`stack\`, or \`setCommand\` with \`getCommand\`, must say where the share stands: ${way === undefined ? 'none is given' : 'use one of them'}`,
    );
  refuseUnused(options);
  if (options.map !== undefined) return mapPlaces(options, options.map);
  if (options.weights !== undefined) {
    const backend = readBackend('weights', options.weights);
    return socketsOf(options).map((socket) => runtimeWeights(socket, backend));
  }
  if (options.consulWeights !== undefined) {
    const backend = readBackend('consulWeights', options.consulWeights);
    const services = readServices({ ...(options.services !== undefined && { services: options.services }) });
    const agents = readAgents(options);
    return socketsOf(options).map((socket) => consulWeights(socket, { agents, services, backend }));
  }
  if (options.compose !== undefined) return [replicasPlace(readScaledServices('compose', options.compose))];
  if (options.stack !== undefined) return [replicasPlace(readScaledServices('stack', options.stack))];
  return [commandPlace(readCommands(options))];
}

/** Whether the share is one that HAProxy shows at its runtime socket. */
export function standsInHaproxy({ map, weights, consulWeights: inConsul }: Partial<ShareOptions>): boolean {
  return [map, weights, inConsul].some((one) => one !== undefined);
}

/** A flag that does nothing is a mistake: its user believes that it does something. */
function refuseUnused(options: ShareOptions): void {
  const { map, haproxyStats, consulWeights: inConsul, consulKv, consulAgent } = options;
  const ofMaps = (['mapKey', 'mapAll', 'mapFile', 'consulKv'] as const).find(
    (name) => options[name] !== undefined,
  );
  if (map === undefined && ofMaps !== undefined)
    throw new UsageError(ofMaps, 'is for a map: name it with `map`');
  if (!standsInHaproxy(options) && haproxyStats.length > 0)
    throw new UsageError('haproxyStats', 'is for `map`, `weights` and `consulWeights`');
  if (inConsul === undefined && consulKv === undefined && consulAgent.length > 0)
    throw new UsageError('consulAgent', 'is for `consulWeights` and `consulKv`');
  if (consulKv !== undefined && consulAgent.length > 1)
    throw new UsageError(
      'consulAgent',
      `must be one agent beside \`consulKv\`: every agent of a datacenter has the same keys; got ${consulAgent.length}`,
    );
  if (consulKv !== undefined && options.mapFile !== undefined)
    throw new UsageError('mapFile', 'and `consulKv` exclude each other: the file is rendered from the key');
}

function mapPlaces(options: ShareOptions, map: string): SharePlace[] {
  const entry: ShareEntry = { map, key: options.mapKey ?? null, all: readAll(options.mapAll ?? '100') };
  const processes = socketsOf(options).map((socket) => runtimeMap(socket, entry));
  const { consulKv } = options;
  if (consulKv !== undefined) {
    const key = readKey(consulKv);
    const [agent] = readAgents(options);
    return processes.map((process) => renderedMap(process, { agent, key }));
  }
  return options.mapFile === undefined ? processes : [...processes, mapFile(options.mapFile, entry)];
}

/** @throws UsageError when there is none, or one that is no socket. */
export function socketsOf({ haproxyStats }: Pick<ShareOptions, 'haproxyStats'>): RuntimeSocket[] {
  if (haproxyStats.length === 0)
    throw new UsageError(
      'haproxyStats',
      'must name the runtime socket of each HAProxy that carries the traffic, for example /run/haproxy.sock or localhost:9999',
    );
  return haproxyStats.map((written) => {
    const place = readStatsPlace(written);
    if (place.kind === 'socket') return place;
    throw new UsageError(
      'haproxyStats',
      `must be a runtime socket, for example /run/haproxy.sock or localhost:9999: a stats page changes nothing; got ${quoted(written)}`,
    );
  });
}

function readAll(written: string): number {
  const all = Number(written);
  if (/^\d+$/.test(written) && all >= 1 && all <= 1_000_000_000) return all;
  throw new UsageError(
    'mapAll',
    `must be a whole number from 1 to 1000000000, for example 100; got ${quoted(written)}`,
  );
}

/** A folder of keys ends in a slash, and has no value. */
function readKey(written: string): string {
  if (/^[^\s/][^\s]*[^\s/]$|^[^\s/]$/.test(written)) return written;
  throw new UsageError(
    'consulKv',
    `must be a key of Consul's KV store, for example shop/share; got ${quoted(written)}`,
  );
}

function readAgents({ consulAgent, consulToken }: ShareOptions): ConsulWeights['agents'] {
  const agents = consulAgent.flatMap((url) => {
    const agent = readAgent({ consul: url, ...(consulToken !== undefined && { consulToken }) });
    return agent === null ? [] : [agent];
  });
  const [first, ...others] = agents;
  if (first !== undefined) return [first, ...others];
  throw new UsageError(
    'consulAgent',
    'must name the agent that Consul is told by, for example http://localhost:8500',
  );
}

function readBackend(option: 'weights' | 'consulWeights', written: string): WeightedBackend {
  const [, backend, canaries] = /^([^\s/;]+)\/([^\s/;]+)$/.exec(written) ?? [];
  if (backend !== undefined && canaries !== undefined) return { backend, canaries };
  throw new UsageError(
    option,
    `must be a backend and how the names of its canaries begin, for example shop/canary-; got ${quoted(written)}`,
  );
}

function readCommands({ setCommand, getCommand }: ShareOptions): { set: string; get: string } {
  if (setCommand !== undefined && getCommand !== undefined) return { set: setCommand, get: getCommand };
  throw new UsageError(
    setCommand === undefined ? 'setCommand' : 'getCommand',
    'must be given as well: the share is set with one command and read back with the other',
  );
}
