import { classify, failureOf } from '../classify/classify.js';
import type { Observation } from '../observation/observation.js';
import type { ResolvedOptions } from '../options/options.js';
import { type Demand, sample } from '../sampling/sample.js';
import type { Obstacle } from '../settle/blocked.js';
import { settle } from '../settle/settle.js';
import { deadline } from '../system/deadline.js';
import { countStatus, isNameless } from '../tally/nameless.js';
import { type ArmTally, countFailure, countResponse, emptyTally, type Tally } from '../tally/tally.js';
import { armTraffic } from './arm-traffic.js';
import type { ArmTraffic } from './situation/facts.js';

/** The counts of some requests, or the obstacle. */
export type TrafficCount = { traffic: ArmTraffic } | { why: Obstacle | null };

/** Sends requests and counts where their responses come from: what is expected plays no part. */
export async function countTraffic(options: ResolvedOptions, requests: number): Promise<TrafficCount> {
  const settled = await settle({ ...options, consul: null });
  // Consul was not asked, so that it is in nobody's way.
  if (!settled.reachable) return { why: settled.why as Obstacle | null };
  using end = deadline(options.signal, options.maxTimeMs);
  const counting = new Counting(settled.options, requests);
  const route = { addresses: settled.addresses.used, reuse: false, spread: null, random: Math.random };
  await sample(settled.options, route, counting, end.signal);
  return { traffic: armTraffic(options.arms[0], counting.arm) };
}

/** Counts a fixed number of requests. */
class Counting implements Demand {
  readonly #rules: ResolvedOptions['rules'];
  readonly #tally: Tally = emptyTally([[]]);
  #open: number;

  constructor({ rules }: ResolvedOptions, requests: number) {
    this.#rules = rules;
    this.#open = requests;
  }

  get arm(): ArmTally {
    return this.#tally.arms[0] as ArmTally;
  }

  nextArm(): number | null {
    return this.#open-- > 0 ? 0 : null;
  }

  /** Each on its own connection, as most clients come: a proxy that routes connections shows all of its servers. */
  betweenMs(): number {
    return 0;
  }

  requestsPerConnection(): number {
    return 1;
  }

  take({ outcome }: Observation): boolean {
    if (typeof outcome === 'string')
      countFailure(this.#tally, this.arm, { cause: outcome, origin: null, address: 0 });
    else {
      const origin = classify(outcome, this.#rules);
      const failure = failureOf(outcome) ?? (typeof origin === 'string' ? origin : null);
      if (failure !== null) countFailure(this.#tally, this.arm, { cause: failure, origin: null, address: 0 });
      else if (typeof origin !== 'string') {
        countResponse(this.#tally, this.arm, { origin, address: 0 });
        if (isNameless(origin)) countStatus(this.arm, outcome);
      }
    }
    return true;
  }
}
