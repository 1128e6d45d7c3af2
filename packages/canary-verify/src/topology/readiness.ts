import { setTimeout as pause } from 'node:timers/promises';
import { isRoutable, type RuntimeServer } from '../haproxy/index.js';
import { consulReplicas } from './consul-replicas.js';
import { haproxyServers } from './haproxy-statistics.js';
import type { Replica } from './topology.js';

/** How long to wait for something. */
export interface WaitLimit {
  timeoutMs: number;
  /** Ends the waiting without an answer. */
  signal: AbortSignal;
}

/** The routing to wait for, and the places to look. */
export interface RoutingGoal extends WaitLimit {
  consulUrl: string;
  statsUrl: string;
  /** How many healthy replicas each service should have. */
  replicas: Readonly<Record<string, number>>;
}

/** How often to look, in milliseconds. */
const LOOK_EVERY_MS = 50;

/**
 * Waits until Consul calls just the wanted number of replicas healthy and HAProxy routes to just those.
 *
 * @throws at the deadline, saying which replica is missing where.
 */
export async function untilRouted(goal: RoutingGoal): Promise<void> {
  await untilNothingMissing(() => missingRoutes(goal), goal);
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

async function missingRoutes({ consulUrl, statsUrl, replicas }: RoutingGoal): Promise<string[]> {
  const [known, servers] = await Promise.all([
    consulReplicas(consulUrl, Object.keys(replicas)),
    haproxyServers(statsUrl),
  ]);
  return whatIsMissing(replicas, known, servers);
}

/** In words, what keeps HAProxy from routing to just the wanted replicas; empty when nothing does. */
export function whatIsMissing(
  wanted: RoutingGoal['replicas'],
  known: readonly Replica[],
  servers: readonly Pick<RuntimeServer, 'address' | 'status'>[],
): string[] {
  const routed = new Set(servers.filter(isRoutable).map(({ address }) => address));
  const healthy = new Set(known.filter((replica) => replica.healthy).map(addressOf));
  const counts = Object.entries(wanted).flatMap(([service, count]) => {
    const have = known.filter((replica) => replica.service === service && replica.healthy).length;
    return have === count ? [] : [`Consul calls ${have} of ${count} replicas of ${service} healthy`];
  });
  const unrouted = known
    .filter((replica) => replica.healthy && !routed.has(addressOf(replica)))
    .map((replica) => `HAProxy does not route to ${replica.instance} (${addressOf(replica)})`);
  const left = [...routed]
    .filter((address) => address !== null && !healthy.has(address))
    .map((address) => `HAProxy still routes to ${address}, which Consul does not call healthy`);
  return [...counts, ...unrouted, ...left];
}

function addressOf({ address, port }: Replica): string {
  return `${address.includes(':') ? `[${address}]` : address}:${port}`;
}
