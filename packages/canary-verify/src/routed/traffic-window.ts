import { classify, failureOf } from '../classify/classify.js';
import type { FailureCause, Observation } from '../observation/observation.js';
import type { ResolvedOptions } from '../options/options.js';
import { type Demand, type SampleRoute, sample } from '../sampling/sample.js';
import type { Track } from '../terms/track.js';

/** What a number of requests in a row have shown. */
export interface TrafficWindow {
  requests: number;
  /** The replicas that answered, by name. */
  replicas: ReadonlyMap<string, Track | null>;
  /** Answers that name no replica. */
  unnamed: number;
  failed: number;
  /** Of the first one that failed. */
  cause: FailureCause | null;
}

/** Sends so many requests, dealt to all kinds of request and all addresses, each on a connection of its own. */
export async function lookAtTraffic(
  options: ResolvedOptions,
  addresses: SampleRoute['addresses'],
  { requests, signal }: { requests: number; signal: AbortSignal },
): Promise<TrafficWindow> {
  const counting = new Counting(options, requests);
  const route = { addresses, reuse: false, spread: null, random: Math.random };
  await sample(options, route, counting, signal);
  return counting;
}

class Counting implements Demand, TrafficWindow {
  readonly replicas = new Map<string, Track | null>();
  requests = 0;
  unnamed = 0;
  failed = 0;
  cause: FailureCause | null = null;
  readonly #options: ResolvedOptions;
  readonly #most: number;
  #sent = 0;

  constructor(options: ResolvedOptions, requests: number) {
    this.#options = options;
    this.#most = requests;
  }

  nextArm(): number | null {
    return this.#sent < this.#most ? this.#sent++ % this.#options.arms.length : null;
  }

  betweenMs(): number {
    return 0;
  }

  requestsPerConnection(): number {
    return 1;
  }

  take({ outcome }: Observation): boolean {
    this.requests++;
    const origin = typeof outcome === 'string' ? outcome : classify(outcome, this.#options.rules);
    const failure =
      typeof origin === 'string' ? origin : typeof outcome === 'string' ? null : failureOf(outcome);
    if (failure !== null) {
      this.failed++;
      this.cause ??= failure;
    } else if (typeof origin !== 'string') {
      if (origin.instance === null) this.unnamed++;
      else this.replicas.set(origin.instance, origin.track);
    }
    return true;
  }
}
