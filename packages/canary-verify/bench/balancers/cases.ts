import { type Balancer, oneBackend, twoBackends } from './balancer.js';
import { type Mix, replicas } from './replicas.js';

/** A split by one algorithm, and how it is verified. */
export interface Case {
  balancer: Balancer;
  /** What the configuration says and `verify` expects. */
  share: number;
  /** Null: only measuring can tell, because the algorithm looks at the load or at a ring of hashes. */
  trueShare: number | null;
  connectionMode: 'auto' | 'fresh' | 'reuse';
}

/** Servers and weights that give a share to the canary. */
interface Split extends Mix {
  percent: number;
  stableWeight: number;
  canaryWeight: number;
}

/**
 * Weights of 100 rather than 1: `random` draws from a ring of hashes, on which a server has points by its weight (Configuration
 * Manual 2.6, section 4.2, "balance"). With few points, chance gives one of ten equal servers 13 % for good.
 */
const SPLITS: readonly Split[] = [
  { percent: 10, stable: 9, canary: 1, stableWeight: 100, canaryWeight: 100 },
  // 9 servers of weight 11 beside 1 of weight 1: 99 to 1.
  { percent: 1, stable: 9, canary: 1, stableWeight: 11, canaryWeight: 1 },
  { percent: 50, stable: 5, canary: 5, stableWeight: 100, canaryWeight: 100 },
];

/** Every algorithm at every share: what the tests and the long runs have in common. */
export const CASES: readonly Case[] = SPLITS.flatMap((split) => [
  verified(split, { balancer: weighted('roundrobin', split), trueShare: split.percent / 100 }),
  verified(split, { balancer: byRand(split), trueShare: split.percent / 100 }),
  verified(split, { balancer: weighted('random(2)', split), trueShare: null }),
  verified(split, { balancer: weighted('leastconn', split), trueShare: null }),
]);

/** Where many requests are expected they go over reused connections, as `auto` does. */
function verified({ percent }: Split, balanced: Pick<Case, 'balancer' | 'trueShare'>): Case {
  return { ...balanced, share: percent / 100, connectionMode: percent === 1 ? 'auto' : 'fresh' };
}

/** One backend whose servers have weights (section 4.2, "balance"). */
function weighted(algorithm: string, split: Split): Balancer {
  const weights = { stable: split.stableWeight, canary: split.canaryWeight };
  return oneBackend(`${algorithm.replace(/\W/g, '')}-${split.percent}`, {
    servers: replicas(split),
    options: [`balance ${algorithm}`],
    each: ({ track }) => `weight ${weights[track]}`,
  });
}

/** A backend for each version, chosen by a random number (section 7.3.2, "rand"). */
function byRand(split: Split): Balancer {
  return twoBackends(`rand-${split.percent}`, split, `{ rand(100) lt ${split.percent} }`);
}
