import type { Answer } from '../../src/observation/observation.js';
import type { VerifyOptions } from '../../src/options/options.js';
import type { Verdict } from '../../src/verdict/verdict.js';
import { answerOf, type Outcome, type Place } from '../../test/run-on.js';

/** What a request comes to, by the numbers of its connection and its arm. */
export type Service = (asked: { connection: number; arm: number }) => Outcome;

/** A service that fails or is spread unevenly, and the answer that would be wrong. */
export interface FaultCase {
  name: string;
  options: VerifyOptions;
  /** `random` gives numbers in [0, 1). */
  service: (random: () => number) => Service;
  /** How often the wrong answer may come, as a fraction of the runs. */
  atMost: number;
  isWrong: (verdict: Verdict) => boolean;
  known?: Place['known'];
}

const STABLE = answerOf('stable');
const CANARY = answerOf('canary');
const NAMELESS: Answer = { status: 200, headers: {}, body: Buffer.from('ok') };

const matches = ({ verdict }: Verdict) => verdict === 'matches';
const saysNoWorse = ({ health }: Verdict) => health?.errors.verdict === 'no worse';

const LEAKS: readonly (readonly [kind: string, outcome: Outcome])[] = [
  ['500 that names the canary', answerOf('canary', {}, 500)],
  ['502 that names nobody', { ...NAMELESS, status: 502 }],
  ['time-out', 'timeout'],
  ['200 without a version', NAMELESS],
];

const leaks: FaultCase[] = LEAKS.flatMap(([kind, outcome]) =>
  [0.01, 0.015, 0.02, 0.03].map((rate) => ({
    name: `${100 * rate} % leak as ${kind}: matches`,
    options: { expect: '0%', maxFailures: '10%' },
    service: (random) => () => (random() < rate ? outcome : STABLE),
    // At 1 % the chance is 0.99 %, as promised; 1,000 runs scatter by 0.3 %.
    atMost: rate > 0.01 ? 0.01 : 0.016,
    isWrong: matches,
  })),
);

/** The leaks of near misses: more than may leak of all together, or of one of them. */
const SPREADS: readonly (readonly [spread: string, leaks: readonly number[]])[] = [
  ['1 % of each of twelve near misses', spread(12, 12, 0.01)],
  ['6 % of two of twelve near misses', spread(12, 2, 0.06)],
  ['10 % of one of twelve near misses', spread(12, 1, 0.1)],
  // Asked more often each, they depend on what is shown of all together.
  ['1 % of each of four near misses', spread(4, 4, 0.01)],
];

function spread(kinds: number, leaking: number, leak: number): number[] {
  return Array.from({ length: kinds }, (_, kind) => (kind < leaking ? leak : 0));
}

/** Near misses that are shown together (`headers --quick`). */
const together: FaultCase[] = [['200 of the canary', CANARY] as const, ...LEAKS].flatMap(([kind, outcome]) =>
  SPREADS.map(([name, leaks]) => ({
    name: `${name} leaks as ${kind}: matches`,
    options: {
      maxFailures: '20%',
      arms: leaks.map((_, index) => ({ name: `near miss ${index}`, expect: '0%', together: true })),
    },
    service:
      (random: () => number) =>
      ({ arm }) =>
        random() < (leaks[arm] ?? 0) ? outcome : STABLE,
    // 1,000 runs scatter by 0.3 %.
    atMost: 0.016,
    isWrong: matches,
  })),
);

/** The canary gets a tenth; of its requests so many are broken off without an answer, as a proxy sees it. */
function resetting(canaryRate: number, stableRate: number): FaultCase['service'] {
  const named = answerOf('stable', {}, 500);
  return (random) => () => {
    const canary = random() < 0.5;
    if (random() < (canary ? canaryRate : stableRate)) return canary ? 'reset' : named;
    return canary ? CANARY : STABLE;
  };
}

/** Nine proxies at 0.8 % and one at 9.8 %; a connection leads to one of them. */
const unlikeProxies: FaultCase['service'] =
  (random) =>
  ({ connection }) =>
    random() < (connection % 10 === 0 ? 0.098 : 0.008) ? CANARY : STABLE;

const replica = (index: number) => answerOf('stable', { 'x-service-instance': `a-${index}` });
const REPLICAS = Array.from({ length: 9 }, (_, index) => replica(index));

/** Eight stable replicas of weight 100 and one of weight 1. */
const unequal: FaultCase['service'] = (random) => () =>
  random() < 0.1 ? CANARY : (REPLICAS[Math.min(8, Math.floor((random() * 801) / 100))] as Answer);

/** Each end of the interval holds at the confidence when the run ends. */
const ends: FaultCase[] = [0.07, 0.085, 0.1, 0.115, 0.13, 0.2].flatMap((share) =>
  [0, 1].map((end) => ({
    name: `${(100 * share).toPrecision(2)} %: the ${end === 0 ? 'lower' : 'upper'} end of the interval is beyond it`,
    options: { expect: '10%' },
    service: (random: () => number) => () => (random() < share ? CANARY : STABLE),
    // 1,000 runs scatter by 0.3 %.
    atMost: 0.016,
    isWrong: ({ interval }: Verdict) =>
      interval !== null && (end === 0 ? (interval[0] ?? 0) > share : (interval[1] ?? 1) < share),
  })),
);

export const FAULT_CASES: readonly FaultCase[] = [
  ...leaks,
  ...together,
  ...ends,
  {
    name: 'ten unlike proxies on reused connections, 1.7 % for 1 %: matches',
    options: { expect: '1%', connectionMode: 'reuse' },
    service: unlikeProxies,
    atMost: 0.01,
    isWrong: matches,
  },
  {
    name: 'the canary breaks off 1.2 %, stable answers 0.3 % named 500s: no worse',
    options: { expect: '50%', tolerance: '1.7pp', maxFailures: '5%' },
    service: resetting(0.012, 0.003),
    atMost: 0.01,
    isWrong: saysNoWorse,
  },
  {
    name: 'the canary breaks off 1.4 %, stable answers 0.1 % named 500s: no worse',
    options: { expect: '50%', tolerance: '1.7pp', maxFailures: '5%' },
    service: resetting(0.014, 0.001),
    atMost: 0.01,
    isWrong: saysNoWorse,
  },
  {
    name: 'one of nine stable replicas has a hundredth of the weight: differs',
    options: { expect: '10%' },
    service: unequal,
    atMost: 0.01,
    isWrong: ({ verdict }) => verdict === 'differs',
    known: { replicas: { stable: 9, canary: 1, weights: null, ids: null } },
  },
];
