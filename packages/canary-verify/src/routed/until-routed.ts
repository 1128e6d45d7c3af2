import { setTimeout as pause } from 'node:timers/promises';
import { countReplicas } from '../consul/count-replicas.js';
import { isRoutable, placeName, readProcess } from '../haproxy/index.js';
import type { ResolvedOptions } from '../options/options.js';
import { notInConsul } from '../settle/not-in-consul.js';
import { settle } from '../settle/settle.js';
import { deadline } from '../system/deadline.js';
import type { Track } from '../terms/track.js';
import { findGaps } from './find-gaps.js';
import type { Routed, RoutingGap } from './gap.js';
import { type RoutedOptions, resolveRouted } from './routed-options.js';
import { lookAtTraffic } from './traffic-window.js';
import { isSameView, type WantedReplicas, wantedReplicas } from './wanted-replicas.js';

/** Between two looks, in milliseconds: Consul and HAProxy need some hundred of them for each change. */
const BETWEEN_LOOKS_MS = 200;

/** Of a replica that gets an even part, so many requests for each replica miss it in one of a thousand looks. */
const REQUESTS_FOR_EACH = 7;
const LEAST_REQUESTS = 30;
const MOST_REQUESTS = 2_000;

/**
 * Waits until requests are answered by just the replicas that should answer: as many as `replicas` says, or those that Consul calls
 * healthy. A replica that is healthy must have answered since Consul's view last changed; one that is not must be missing from
 * the latest requests, seven for each replica.
 *
 * It returns as well when the time is up or `signal` aborts: then `routed` is false, and `gaps` says what is missing.
 *
 * @throws UsageError if the options cannot be used.
 *
 * @example
 * import { untilRouted } from 'canary-verify';
 *
 * const target = 'http://localhost:48151/version';
 * const { routed, gaps } = await untilRouted({ target, replicas: { stable: 9, canary: 1 } });
 * console.log(routed, gaps.length);
 */
export function untilRouted(options: RoutedOptions): Promise<Routed> {
  return waitForRouting(resolveRouted(options), () => {});
}

/** The same with options that were read before; `tell` hears of each look that found gaps. */
export async function waitForRouting(
  options: ResolvedOptions,
  tell: (routed: Routed) => void,
): Promise<Routed> {
  const startedAt = performance.now();
  using end = deadline(options.signal, options.maxTimeMs);
  const waiting = new Waiting(options, end.signal);
  let complete: readonly RoutingGap[] | null = null;
  for (;;) {
    const gaps: readonly RoutingGap[] = await waiting.look();
    // A look that was cut short has missed what would have come: the one before it counts.
    if (!end.signal.aborted || complete === null) complete = gaps;
    const found = { ...waiting.found(complete), waitedMs: performance.now() - startedAt };
    if (found.routed || end.signal.aborted) return found;
    tell(found);
    await pause(BETWEEN_LOOKS_MS, undefined, { signal: end.signal }).catch(() => {});
  }
}

class Waiting {
  readonly #options: ResolvedOptions;
  readonly #signal: AbortSignal;
  #wanted: WantedReplicas | null = null;
  #seen = new Map<string, Track | null>();
  #answering: Routed['answering'] = {};
  #requests = 0;

  constructor(options: ResolvedOptions, signal: AbortSignal) {
    this.#options = { ...options, signal };
    this.#signal = signal;
  }

  found(gaps: readonly RoutingGap[]): Omit<Routed, 'waitedMs'> {
    const routed = gaps.length === 0 && !this.#signal.aborted;
    return { routed, gaps, answering: this.#answering, requests: this.#requests };
  }

  /** Asks Consul, HAProxy and the target once; Consul again afterwards, since its view must hold for the whole look. */
  async look(): Promise<RoutingGap[]> {
    const wanted = await wantedReplicas(this.#options, this.#signal);
    if ('kind' in wanted) return [wanted];
    const { consul } = this.#options;
    if (wanted.healthy?.length === 0 && consul !== null) {
      const known = await countReplicas(consul, this.#signal);
      return [await notInConsul(consul, 'failure' in known ? [] : known.unhealthy, this.#signal)];
    }
    if (this.#wanted === null || !isSameView(this.#wanted, wanted)) this.#seen = new Map();
    this.#wanted = wanted;
    const settled = await settle({ ...this.#options, consul: null });
    if (!settled.reachable) return settled.why === null ? [] : [settled.why];
    const traffic = await lookAtTraffic(this.#options, settled.addresses.used, {
      requests: this.#requestsFor(wanted, settled.addresses.used.length),
      signal: this.#signal,
    });
    this.#requests += traffic.requests;
    this.#answering = Object.fromEntries(traffic.replicas);
    // Without Consul nothing else says which of them are meant: only the latest count.
    if (wanted.healthy === null) this.#seen = new Map();
    for (const [instance, track] of traffic.replicas) this.#seen.set(instance, track);
    const after = await wantedReplicas(this.#options, this.#signal);
    if ('kind' in after) return [after];
    const gaps = [
      ...findGaps({ wanted: after, traffic, seen: this.#seen }),
      ...(await routeGaps(this.#options, after, this.#signal)),
    ];
    return gaps;
  }

  #requestsFor({ healthy, counts }: WantedReplicas, addresses: number): number {
    const replicas = healthy?.length ?? (counts === null ? 0 : counts.stable + counts.canary);
    const each = Math.max(LEAST_REQUESTS, REQUESTS_FOR_EACH * (replicas + 1));
    return Math.min(MOST_REQUESTS, each * this.#options.arms.length * addresses);
  }
}

/** What the running HAProxys say of the replicas that Consul calls healthy, where they give addresses. */
async function routeGaps(
  { sources }: ResolvedOptions,
  { healthy }: WantedReplicas,
  signal: AbortSignal,
): Promise<RoutingGap[]> {
  if (healthy === null || sources === null) return [];
  const gaps = await Promise.all(
    sources.haproxy.map(async (place): Promise<RoutingGap[]> => {
      const haproxy = placeName(place);
      const answer = await readProcess(place, signal);
      if ('failure' in answer) return [{ kind: 'haproxy-unreadable', haproxy, cause: answer.failure }];
      const { servers } = answer.process;
      if (servers.every(({ address }) => address === null)) return [];
      const routed = new Set(servers.filter(isRoutable).map(({ address }) => address));
      return healthy
        .filter(({ address }) => !routed.has(address))
        .map(({ instance, address }) => ({ kind: 'not-routed', haproxy, instance, address }));
    }),
  );
  return gaps.flat();
}
