import { classify } from '../../src/classify/classify.js';
import type { Observation } from '../../src/observation/observation.js';
import { type ResolvedOptions, resolveOptions, type VerifyOptions } from '../../src/options/options.js';
import { type Demand, sample } from '../../src/sampling/sample.js';

/**
 * The canary's share in a long run that asks just as `verify` does, as often at the same time and over connections of the
 * same kind: an algorithm that looks at the load may give another share to another client.
 */
export async function measureShare(options: VerifyOptions, requests: number): Promise<number> {
  const resolved = resolveOptions(options);
  const counted = new Counted(resolved, requests);
  const { reuse } = counted;
  const addresses = [{ address: '127.0.0.1', family: 4 }] as const;
  const signal = AbortSignal.timeout(600_000);
  await sample(resolved, { addresses, reuse, spread: null, random: Math.random }, counted, signal);
  return counted.share;
}

/** So many requests, and where their responses came from. */
class Counted implements Demand {
  readonly reuse: boolean;
  readonly #options: ResolvedOptions;
  #toSend: number;
  #taken = 0;
  #canary = 0;

  constructor(options: ResolvedOptions, requests: number) {
    this.#options = options;
    this.reuse = options.connectionMode !== 'fresh';
    this.#toSend = requests;
  }

  get share(): number {
    return this.#canary / this.#taken;
  }

  nextArm(): number | null {
    return this.#toSend-- > 0 ? 0 : null;
  }

  betweenMs(): number {
    return 0;
  }

  requestsPerConnection(): number {
    return this.reuse ? 100 : 1;
  }

  /** Throws at a failure: a share without it would not be the true one. */
  take({ outcome }: Observation): boolean {
    if (typeof outcome === 'string') throw new Error(`a request of the long run failed: ${outcome}`);
    this.#taken++;
    const origin = classify(outcome, this.#options.rules);
    if (typeof origin === 'object' && origin.track === 'canary') this.#canary++;
    return true;
  }
}
