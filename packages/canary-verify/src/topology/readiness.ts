import { setTimeout as pause } from 'node:timers/promises';
import type { ConsulAgent } from '../consul/agent.js';
import { isRoutable, placeName, type RuntimeServer, type StatsPlace } from '../haproxy/index.js';
import { reasonOf } from '../system/reason.js';
import { consulReplicas } from './consul-replicas.js';
import { haproxyServers } from './haproxy-servers.js';
import { placesOf, type RoutedService } from './routed-services.js';
import type { Replica } from './topology.js';

/** How long to wait for something. */
export interface WaitLimit {
  timeoutMs: number;
  /** Ends the waiting without an answer. */
  signal: AbortSignal;
}

/** The routing to wait for, and the places to look. */
export interface RoutingGoal extends WaitLimit {
  consul: ConsulAgent;
  stats: StatsPlace;
  /** How many healthy replicas each service should have, by its name in Consul. */
  replicas: Readonly<Record<string, number>>;
  /** Which servers are for the services; null: all that HAProxy has. */
  routed: readonly RoutedService[] | null;
  /** How long HAProxy may take to follow Consul, in milliseconds: so long numbers must be equal where it shows no addresses. */
  settlesMs: number;
}

/** How often to look, in milliseconds. */
const LOOK_EVERY_MS = 50;

/**
 * Waits until Consul calls just the wanted number of replicas healthy and HAProxy routes to just those.
 *
 * @throws at the deadline, saying which replica is missing where.
 */
export async function untilTopologyRoutes(goal: RoutingGoal): Promise<void> {
  // Equal numbers may be those of other replicas, until HAProxy has asked DNS again and has let go of what is gone.
  let equalSince: number | null = null;
  await untilNothingMissing(async () => {
    const { missing, byNumber } = await missingRoutes(goal);
    if (missing.length > 0) equalSince = null;
    if (missing.length > 0 || !byNumber) return missing;
    equalSince ??= performance.now();
    const left = goal.settlesMs - (performance.now() - equalSince);
    return left <= 0
      ? []
      : [`HAProxy has routed to as many replicas for less than ${goal.settlesMs / 1000} s`];
  }, goal);
}

/** Waits until Consul has elected itself leader: before, it registers nothing for others to see. */
export async function untilConsulLeads(consulUrl: string, deadline: WaitLimit): Promise<void> {
  await untilNothingMissing(async () => {
    const response = await fetch(`${consulUrl}/v1/status/leader`, { signal: AbortSignal.timeout(2_000) });
    return (await response.text()).length > '""'.length ? [] : ['Consul has no leader'];
  }, deadline);
}

async function untilNothingMissing(
  look: () => Promise<string[]>,
  { timeoutMs, signal }: WaitLimit,
): Promise<void> {
  const end = performance.now() + timeoutMs;
  for (;;) {
    const missing = await look().catch((error: unknown) => [inWords(error)]);
    if (missing.length === 0) return;
    if (performance.now() >= end)
      throw new Error(
        `The topology is not ready after ${timeoutMs / 1000} s:\n${missing.map((one) => `  ${one}`).join('\n')}`,
      );
    await pause(LOOK_EVERY_MS, undefined, { signal });
  }
}

function inWords(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? error.message : `${error.message} (${error.cause})`;
}

interface Missing {
  missing: string[];
  /** HAProxy shows no addresses: only numbers were compared. */
  byNumber: boolean;
}

async function missingRoutes({ consul, stats, replicas, routed }: RoutingGoal): Promise<Missing> {
  const [known, servers] = await Promise.all([
    consulReplicas(consul.url, Object.keys(replicas), consul.token).catch(saying(`Consul at ${consul.url}`)),
    haproxyServers(stats).catch(saying(`HAProxy's statistics at ${placeName(stats)}`)),
  ]);
  return {
    missing: whatIsMissing(replicas, known, servers, routed),
    byNumber: routed !== null && !showsAddresses(servers),
  };
}

/** With `stats show-legends`, or at a runtime socket. */
function showsAddresses(servers: readonly SeenServer[]): boolean {
  return servers.some(({ address }) => address !== null);
}

/** An answer that did not come, and who was asked for it. */
function saying(asked: string): (error: unknown) => never {
  return (error) => {
    throw new Error(`No answer from ${asked}: ${reasonOf(error)}`);
  };
}

type SeenServer = Pick<RuntimeServer, 'backend' | 'name' | 'address' | 'status'>;

/** In words, what keeps HAProxy from routing to just the wanted replicas; empty when nothing does. */
export function whatIsMissing(
  wanted: RoutingGoal['replicas'],
  known: readonly Replica[],
  servers: readonly SeenServer[],
  routed: RoutingGoal['routed'] = null,
): string[] {
  const healthy = known.filter((replica) => replica.healthy);
  const counts = Object.entries(wanted).flatMap(([service, count]) => {
    const have = healthy.filter((replica) => replica.service === service).length;
    return have === count ? [] : [`Consul calls ${have} of ${count} replicas of ${service} healthy`];
  });
  const places = routed === null ? null : placesOf(routed, wanted);
  const meant = places === null ? servers : servers.filter((server) => places.some((one) => one.has(server)));
  const shows = places === null || showsAddresses(servers);
  return [...counts, ...(shows ? byAddress(healthy, meant) : byNumber(healthy, meant, places))];
}

function byAddress(healthy: readonly Replica[], servers: readonly SeenServer[]): string[] {
  const routed = new Set(servers.filter(isRoutable).map(({ address }) => address));
  const wanted = new Set(healthy.map(addressOf));
  const unrouted = healthy
    .filter((replica) => !routed.has(addressOf(replica)))
    .map((replica) => `HAProxy does not route to ${replica.instance} (${addressOf(replica)})`);
  const left = [...routed]
    .filter((address) => address !== null && !wanted.has(address))
    .map((address) => `HAProxy still routes to ${address}, which Consul does not call healthy`);
  return [...unrouted, ...left];
}

function byNumber(
  healthy: readonly Replica[],
  servers: readonly SeenServer[],
  places: ReturnType<typeof placesOf>,
): string[] {
  return places.flatMap(({ service, backend, slots, has }) => {
    const wanted = Math.min(slots, healthy.filter((replica) => replica.service === service).length);
    const have = servers.filter((server) => has(server) && isRoutable(server)).length;
    return have === wanted
      ? []
      : [
          `HAProxy routes to ${have} replicas of ${service} in ${backend}, and Consul calls ${wanted} healthy`,
        ];
  });
}

function addressOf({ address, port }: Replica): string {
  return `${address.includes(':') ? `[${address}]` : address}:${port}`;
}
