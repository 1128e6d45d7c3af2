import { classify } from '../classify/classify.js';
import type { Observation } from '../observation/observation.js';
import type { ResolvedOptions } from '../options/options.js';
import { type Demand, type SampleRoute, sample } from '../sampling/sample.js';
import { deadline } from '../system/deadline.js';
import type { Replicas } from '../terms/replicas.js';

/** The most requests that are spent to see that the routing has settled. */
const MOST_REQUESTS = 1_000;

/** The most time for it, in milliseconds. */
const MOST_WARM_UP_MS = 1_000;

/**
 * Without a new replica in so many responses of each expectation at each address, and in three times as many as there are replicas,
 * the routing has settled. Arms that expect the same are answered by the same replicas: of fourteen kinds of request each need not
 * meet all of them.
 */
const QUIET_WINDOW = 30;

/**
 * Sends requests that are not counted, until the routing has settled, the time for it is up or `end` aborts. Returns the replicas
 * that answered, by the name that they give.
 */
export async function warmUp(
  options: ResolvedOptions,
  addresses: SampleRoute['addresses'],
  end: AbortSignal,
): Promise<ReadonlySet<string>> {
  using within = deadline(end, MOST_WARM_UP_MS);
  const route = { addresses, reuse: false, spread: null, random: Math.random };
  const demand = new WarmUp(options, addresses.length);
  await sample(options, route, demand, within.signal);
  return demand.answering;
}

/**
 * Requests before the run, which are not counted: they go on until all replicas have answered, as far as it is known
 * how many there are, or until no new one has appeared for a while.
 */
class WarmUp implements Demand {
  readonly #options: ResolvedOptions;
  readonly #replicas: Replicas | null;
  /** The number of responses without a new replica that show it. */
  readonly #quiet: number;
  readonly #addresses: number;
  readonly answering = new Set<string>();
  readonly #seen = new Set<string>();
  #sent = 0;
  #sinceNew = 0;

  constructor(options: ResolvedOptions, addresses: number) {
    this.#options = options;
    this.#addresses = addresses;
    this.#quiet = QUIET_WINDOW * expectationsOf(options.arms) * addresses;
    this.#replicas = options.replicas;
  }

  nextArm(): number | null {
    if (this.#sent >= MOST_REQUESTS || this.#settled) return null;
    return this.#sent++ % this.#options.arms.length;
  }

  betweenMs(): number {
    return 0;
  }

  requestsPerConnection(): number {
    return 1;
  }

  take({ outcome, address }: Observation): boolean {
    this.#sinceNew++;
    const origin = typeof outcome === 'string' ? outcome : classify(outcome, this.#options.rules);
    if (typeof origin !== 'string') {
      const { instance, version, service, track } = origin;
      const replica = [address, instance, version, service, track].join('\n');
      if (!this.#seen.has(replica)) this.#sinceNew = 0;
      this.#seen.add(replica);
      if (instance !== null) this.answering.add(instance);
    }
    return !this.#settled;
  }

  get #settled(): boolean {
    if (this.#replicas !== null && this.#options.arms.length === 1) {
      const { stable, canary } = this.#replicas;
      if (this.#seen.size >= (stable + canary) * this.#addresses) return true;
    }
    return this.#sinceNew >= Math.max(this.#quiet, this.#options.arms.length, 3 * this.#seen.size);
  }
}

/** How many different answers the arms expect. */
function expectationsOf(arms: ResolvedOptions['arms']): number {
  return new Set(arms.map(({ expectation }) => JSON.stringify(expectation))).size;
}
