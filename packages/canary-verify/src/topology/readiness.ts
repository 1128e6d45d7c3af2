import { setTimeout as pause } from 'node:timers/promises';
import { consulReplicas } from './consul-replicas.js';
import { type HaproxyServer, haproxyServers, isRoutable } from './haproxy-statistics.js';
import type { Replica } from './topology.js';

/** What to wait for, and where to look. */
export interface RoutingGoal {
  consulUrl: string;
  statsUrl: string;
  /** How many healthy replicas each service should have. */
  replicas: Readonly<Record<string, number>>;
  timeoutMs: number;
  /** Ends the waiting without an answer. */
  signal: AbortSignal;
}

/** How often to look, in milliseconds. */
const LOOK_EVERY_MS = 50;

/**
 * Waits until Consul calls just the wanted number of replicas healthy and HAProxy routes to just those.
 *
 * @throws at the deadline, saying which replica is missing where.
 */
export async function untilRouted(goal: RoutingGoal): Promise<void> {
  const deadline = performance.now() + goal.timeoutMs;
  for (;;) {
    const missing = await lookOnce(goal);
    if (missing.length === 0) return;
    if (performance.now() >= deadline) {
      const seconds = goal.timeoutMs / 1000;
      throw new Error(
        `The topology is not ready after ${seconds} s:\n${missing.map((one) => `  ${one}`).join('\n')}`,
      );
    }
    await pause(LOOK_EVERY_MS, undefined, { signal: goal.signal });
  }
}

async function lookOnce({ consulUrl, statsUrl, replicas }: RoutingGoal): Promise<string[]> {
  try {
    const [known, servers] = await Promise.all([
      consulReplicas(consulUrl, Object.keys(replicas)),
      haproxyServers(statsUrl),
    ]);
    return whatIsMissing(replicas, known, servers);
  } catch (error) {
    return [
      error instanceof Error ? `${error.message}${error.cause ? ` (${error.cause})` : ''}` : String(error),
    ];
  }
}

/** In words, what keeps HAProxy from routing to just the wanted replicas; empty when nothing does. */
export function whatIsMissing(
  wanted: RoutingGoal['replicas'],
  known: readonly Replica[],
  servers: readonly HaproxyServer[],
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
