import { type ConsulInstance, dnsWeight, isHealthy } from '../../consul/health.js';
import { type HaproxyProcess, isRoutable, type RuntimeServer, weightOfSrv } from '../../haproxy/index.js';
import type { Track } from '../../terms/track.js';
import { addressOf, isComparable } from './address.js';
import type { Facts } from './facts.js';
import { poolsInQuestion } from './in-question.js';
import { type Pool, poolsOf } from './pools.js';

/** A server of HAProxy, and where it stands. */
export interface Placement {
  pool: Pool;
  server: RuntimeServer;
}

/**
 * One instance in Consul, in HAProxy and in the traffic. A place is null if the instance is not there, or the
 * place was not asked.
 */
export interface Instance {
  /** The name in Consul, else in the traffic, else the name of its slot. */
  name: string;
  service: string | null;
  track: Track | null;
  address: string | null;
  consul: ConsulInstance | null;
  /** In each HAProxy that has it; usually one. */
  placements: readonly Placement[];
  /** The number of its responses; null if nothing was counted. */
  responses: number | null;
}

/** All that is known, joined: what the detectors look at. */
export interface Situation {
  known: Facts;
  pools: readonly Pool[];
  instances: readonly Instance[];
}

/** Joins what the three say: Consul and HAProxy by address, Consul and the traffic by the name of the instance. */
export function situationOf(known: Facts): Situation {
  const pools = poolsInQuestion(poolsOf(known), known);
  const placements = pools.flatMap((pool) => pool.servers.map((server) => ({ pool, server })));
  const registered = (known.consul?.instances ?? [])
    .map((one) => fromConsul(one, placements, known))
    .filter((one) => isInQuestion(one, known));
  const taken = new Set(registered.flatMap((one) => one.placements.map(({ server }) => server)));
  const others = placements.filter(({ server }) => server.address !== null && !taken.has(server));
  const addresses = [...new Set(others.map(({ server }) => server.address))];
  const served = addresses.map((address) =>
    fromHaproxy(
      address,
      others.filter(({ server }) => server.address === address),
      known,
    ),
  );
  const named = new Set([...registered, ...served].map(({ name }) => name));
  for (const { placements: own } of registered)
    for (const name of slotNames(own, placements)) named.add(name);
  const seen = Object.keys(countsIn(known)).filter((name) => !named.has(name));
  return {
    known,
    pools,
    instances: [...registered, ...served, ...seen.map((name) => fromTraffic(name, known))],
  };
}

function fromConsul(one: ConsulInstance, all: readonly Placement[], known: Facts): Instance {
  const address = addressOf(one);
  const placements = isComparable(one) ? all.filter(({ server }) => server.address === address) : [];
  const counts = countsIn(known);
  const names = [one.instance, ...slotNames(placements, all)].filter((name) => name in counts);
  const [name = one.instance] = names;
  return {
    name: one.instance,
    service: one.service,
    track: trackOf(one.service, known) ?? counts[name]?.track ?? null,
    address,
    consul: one,
    placements,
    responses:
      known.traffic.length === 0 ? null : names.reduce((sum, own) => sum + (responsesOf(own, known) ?? 0), 0),
  };
}

/** How responses may call the servers of an instance, alone or behind the backend: the names that no other address has. */
function slotNames(own: readonly Placement[], all: readonly Placement[]): string[] {
  const others = new Set(
    all.filter(({ server }) => server.address !== own[0]?.server.address).map(({ server }) => server.name),
  );
  const names = own.flatMap(({ server: { backend, name } }) => [
    ...(others.has(name) ? [] : [name]),
    `${backend}/${name}`,
  ]);
  return [...new Set(names)];
}

/** A server that is no instance in Consul: by its address, or by its name, the traffic may know it. */
function fromHaproxy(address: string | null, own: readonly Placement[], known: Facts): Instance {
  const [first] = own as [Placement, ...Placement[]];
  const { pool, server } = first;
  const counts = countsIn(known);
  const name = [server.name, address ?? ''].find((one) => one in counts) ?? `${pool.backend}/${server.name}`;
  return {
    name,
    service: pool.service,
    track: trackOf(pool.service, known) ?? counts[name]?.track ?? null,
    address,
    consul: null,
    placements: own,
    responses: responsesOf(name, known),
  };
}

function fromTraffic(name: string, known: Facts): Instance {
  const track = countsIn(known)[name]?.track ?? null;
  const responses = responsesOf(name, known);
  return { name, service: null, track, address: null, consul: null, placements: [], responses };
}

/** A service that was asked for its addresses only matters if it is behind HAProxy. */
function isInQuestion({ service, placements }: Instance, { consul }: Facts): boolean {
  return placements.length > 0 || (consul?.named.includes(service ?? '') ?? false);
}

function trackOf(service: string | null, { services }: Facts): Track | null {
  if (service === services.canary) return 'canary';
  return service === services.stable ? 'stable' : null;
}

function countsIn({ traffic }: Facts): Record<string, { track: Track | null }> {
  return Object.assign({}, ...traffic.map(({ instances }) => instances));
}

function responsesOf(name: string, { traffic }: Facts): number | null {
  if (traffic.length === 0) return null;
  return traffic.reduce((sum, { instances }) => sum + (instances[name]?.count ?? 0), 0);
}

/** Whether Consul lets HAProxy know of the instance. */
export function isPassing({ consul }: Instance): boolean {
  return consul !== null && isHealthy(consul);
}

/** Whether some HAProxy sends requests to it. */
export function isServed({ placements }: Instance): boolean {
  return placements.some(({ server }) => isRoutable(server));
}

/** The processes of HAProxy that should know a service: those with a pool of it. */
export function processesFor(service: string | null, { pools }: Situation): HaproxyProcess[] {
  return [...new Set(pools.filter((pool) => pool.service === service).map(({ process }) => process))];
}

/** The weight that a server of the instance should have after DNS; null if Consul does not know the instance. */
export function weightByDns({ consul }: Instance): number | null {
  return consul === null ? null : weightOfSrv(dnsWeight(consul));
}
