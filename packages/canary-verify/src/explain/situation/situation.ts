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
  /** The number of its responses; null if nothing was counted, and where the responses do not tell. */
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
  const shared = sharedNames(placements);
  const byAddress = groupedByAddress(placements);
  const registered = (known.consul?.instances ?? [])
    .map((one) => fromConsul(one, { byAddress, shared, known }))
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
  for (const { placements: own } of registered) for (const name of slotNames(own, shared)) named.add(name);
  const seen = Object.keys(countsIn(known)).filter((name) => !named.has(name));
  const joined = responsesTold([...registered, ...served], known);
  return {
    known,
    pools,
    instances: [...joined, ...seen.map((name) => fromTraffic(name, known))],
  };
}

/** Responses that name no replica, or name them in a way of their own, do not tell that one has not answered. */
function responsesTold(joined: readonly Instance[], { traffic }: Facts): Instance[] {
  const answered = traffic.some(({ requests, failed }) => requests > failed);
  const told = !answered || joined.some(({ responses }) => responses !== null && responses > 0);
  return joined.map((one) => (told ? one : { ...one, responses: null }));
}

/** The servers of HAProxy, as instances are looked up among them. */
interface Served {
  byAddress: ReadonlyMap<string, readonly Placement[]>;
  /** The names of servers that more than one address has. */
  shared: ReadonlySet<string>;
  known: Facts;
}

function fromConsul(one: ConsulInstance, { byAddress, shared, known }: Served): Instance {
  const address = addressOf(one);
  const placements = isComparable(one) ? (byAddress.get(address) ?? []) : [];
  const counts = countsIn(known);
  const names = [one.instance, ...slotNames(placements, shared)].filter((name) => name in counts);
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

/** How responses may call the servers of an instance: alone, where no other address has the name, or behind the backend. */
function slotNames(own: readonly Placement[], shared: ReadonlySet<string>): string[] {
  const names = own.flatMap(({ server: { backend, name } }) => [name, `${backend}/${name}`]);
  return [...new Set(names)].filter((name) => !shared.has(name));
}

function groupedByAddress(all: readonly Placement[]): ReadonlyMap<string, readonly Placement[]> {
  const groups = new Map<string, Placement[]>();
  for (const placement of all) {
    const { address } = placement.server;
    if (address === null) continue;
    const group = groups.get(address);
    if (group === undefined) groups.set(address, [placement]);
    else group.push(placement);
  }
  return groups;
}

/** The names of servers that more than one address has. */
function sharedNames(all: readonly Placement[]): ReadonlySet<string> {
  const first = new Map<string, string | null>();
  const shared = new Set<string>();
  for (const { server } of all) {
    if (first.has(server.name) && first.get(server.name) !== server.address) shared.add(server.name);
    first.set(server.name, server.address);
  }
  return shared;
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
