import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { bestLogLikelihood, extend, sequenceChance } from '../../src/statistics/krichevsky-trofimov.js';
import { logBeta } from '../../src/statistics/log-gamma.js';
import {
  observePair,
  type PairEvidence,
  pairEvidence,
  showsDependence,
} from '../../src/statistics/pair-test.js';
import { evidenceBehind, logEvidenceBehind, medianOf } from './evidence-behind.js';
import { seeded, shareOf } from './seeded.js';

/** The pairs of one connection with these responses. */
function evidenceOf(responses: readonly boolean[]): PairEvidence {
  const evidence = pairEvidence();
  for (let i = 1; i < responses.length; i++)
    observePair(evidence, responses[i - 1] === true, responses[i] === true);
  return evidence;
}

/** All sequences of so many responses. */
function allSequences(length: number): boolean[][] {
  return Array.from({ length: 2 ** length }, (_, bits) =>
    Array.from({ length }, (_, i) => ((bits >> i) & 1) === 1),
  );
}

const chanceOf = (responses: readonly boolean[], share: number) =>
  responses.reduce((chance, canary) => chance * (canary ? share : 1 - share), 1);

const shares = [0.01, 0.1, 0.3, 0.5, 0.9];

describe('over all sequences of 15 independent responses on one connection', () => {
  const sequences = allSequences(15).map((responses) => ({ responses, evidence: evidenceOf(responses) }));

  test.each(shares)('at a share of %f the mean of the evidence is at most 1', (share) => {
    let mean = 0;
    for (const { responses, evidence } of sequences) {
      mean +=
        chanceOf(responses, share) * evidenceBehind((errorRate) => showsDependence(evidence, errorRate));
    }
    expect(mean).toBeLessThanOrEqual(1);
    expect(mean).toBeGreaterThan(0.1);
  });

  test('the probabilities from the two learnt shares add up to 1, whatever the first response', () => {
    const foretold = (first: boolean) =>
      sequences
        .filter(({ responses }) => responses[0] === first)
        .reduce(
          (sum, { evidence }) => sum + Math.exp(evidence.afterCanary.log + evidence.afterStable.log),
          0,
        );
    expect(foretold(true)).toBeCloseTo(1, 10);
    expect(foretold(false)).toBeCloseTo(1, 10);
  });

  test.each(shares)(
    'at a share of %f looking after each response is wrong in at most one of five',
    (share) => {
      let wrong = 0;
      for (const { responses } of sequences)
        if (everShows(responses, 0.2)) wrong += chanceOf(responses, share);
      expect(wrong).toBeLessThanOrEqual(0.2);
    },
  );
});

function everShows(responses: readonly boolean[], errorRate: number): boolean {
  const evidence = pairEvidence();
  return responses.slice(1).some((second, i) => {
    observePair(evidence, responses[i] === true, second);
    return showsDependence(evidence, errorRate);
  });
}

const manyResponses = fc.array(fc.boolean(), { minLength: 2, maxLength: 400 });
const logEvidenceIn = (responses: readonly boolean[]) => {
  const evidence = evidenceOf(responses);
  return logEvidenceBehind((errorRate) => showsDependence(evidence, errorRate));
};

test('canary and stable may be swapped', () => {
  fc.assert(
    fc.property(manyResponses, (responses) => {
      const swapped = responses.map((canary) => !canary);
      expect(Math.abs(logEvidenceIn(responses) - logEvidenceIn(swapped))).toBeLessThan(1e-9);
    }),
  );
});

test('each pair counts for the version of its first response', () => {
  const evidence = evidenceOf([true, true, false, false, false]);
  expect(evidence.afterCanary).toMatchObject({ hits: 1, responses: 2 });
  expect(evidence.afterStable).toMatchObject({ hits: 0, responses: 2 });
});

test.each([
  { name: 'a connection that alternates strictly', next: (before: boolean) => !before, pairs: 20 },
  {
    name: 'connections that keep their version, half of them of the canary',
    next: (before: boolean) => before,
    pairs: 20,
  },
])('$name: found after $pairs pairs', ({ next, pairs }) => {
  const evidence = pairEvidence();
  for (let i = 0; i < pairs; i++) observePair(evidence, i % 2 === 0, next(i % 2 === 0));
  expect(showsDependence(evidence, 0.001)).toBe(true);
});

test('pairs of one version alone show no dependence, however many', () => {
  expect(showsDependence(pairEvidence(), 0.99)).toBe(false);
  expect(showsDependence(evidenceOf(new Array<boolean>(1000).fill(true)), 0.99)).toBe(false);
  expect(showsDependence(evidenceOf(new Array<boolean>(1000).fill(false)), 0.99)).toBe(false);
});

describe('the chance of a sequence', () => {
  const batch = (hits: number, responses: number) =>
    logBeta(hits + 0.5, responses - hits + 0.5) - Math.log(Math.PI);

  function chanceAfter(responses: readonly boolean[]) {
    const chance = sequenceChance();
    for (const hit of responses) extend(chance, hit);
    return chance;
  }

  test('taken in one by one it is that of the counts', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { maxLength: 1000 }), (responses) => {
        const { hits, responses: counted, log } = chanceAfter(responses);
        expect(hits).toBe(responses.filter((hit) => hit).length);
        expect(counted).toBe(responses.length);
        expect(Math.abs(log - batch(hits, counted))).toBeLessThan(1e-10 * (1 + counted));
      }),
    );
  });

  test('no digits are lost in a million responses', () => {
    const { hits, log } = chanceAfter(Array.from({ length: 1_000_000 }, (_, i) => i % 10 === 0));
    expect(Math.abs(log - batch(hits, 1_000_000))).toBeLessThan(1e-5);
  });

  afterEach(() => {
    vi.restoreAllMocks();
  });

  test('each response costs one logarithm', () => {
    const chance = sequenceChance();
    const logarithm = vi.spyOn(Math, 'log');
    for (const calls of [1, 2, 3, 4, 5, 6]) {
      extend(chance, calls % 3 === 0);
      expect(logarithm).toHaveBeenCalledTimes(calls);
    }
  });

  test('no share makes a sequence more likely than the best one, which does not lose to the estimator', () => {
    const share = fc.double({ min: 1e-6, max: 1 - 1e-6, noNaN: true });
    fc.assert(
      fc.property(fc.nat(1000), fc.nat(1000), share, (hits, misses, p) => {
        const best = bestLogLikelihood(hits, hits + misses);
        const rounding = 1e-12 * (hits + misses);
        expect(best).toBeGreaterThanOrEqual(hits * Math.log(p) + misses * Math.log1p(-p) - rounding);
        expect(best).toBeGreaterThanOrEqual(batch(hits, hits + misses) - rounding);
        expect(best).toBeLessThanOrEqual(0);
      }),
    );
  });

  test('a certain outcome has the likelihood 1', () => {
    expect([bestLogLikelihood(0, 0), bestLogLikelihood(0, 7), bestLogLikelihood(7, 7)]).toEqual([0, 0, 0]);
    expect(bestLogLikelihood(3, 6)).toBeCloseTo(6 * Math.log(0.5), 12);
  });
});

const seed = 20260718;
let random = seeded(seed);
beforeEach(() => {
  random = seeded(seed);
});

interface Truth {
  share: number;
  /** The chance that a response is of the version of the one before on its connection, instead of drawn anew. */
  copies: number;
}

const CONNECTIONS = 10;
const REQUESTS_ON_EACH = 10;

/** Requests until dependence is shown, on ten connections in turn, each opened anew after ten requests. */
function requestsUntilShown({ share, copies }: Truth, errorRate: number, budget: number): number | null {
  const evidence = pairEvidence();
  const latest: boolean[] = [];
  for (let requests = 0; requests < budget; requests++) {
    const connection = requests % CONNECTIONS;
    const isFirst = Math.floor(requests / CONNECTIONS) % REQUESTS_ON_EACH === 0;
    const before = latest[connection] ?? false;
    const canary = !isFirst && random() < copies ? before : random() < share;
    latest[connection] = canary;
    if (isFirst) continue;
    observePair(evidence, before, canary);
    if (showsDependence(evidence, errorRate)) return requests + 1;
  }
  return null;
}

describe(`simulated runs over ten connections of ten requests each (seed ${seed})`, () => {
  test.each([
    { share: 0.5, most: 150 },
    { share: 0.1, most: 150 },
    { share: 0.01, most: 1000 },
  ])(
    'full pinning at a share of $share is found after at most $most requests in the median',
    ({ share, most }) => {
      const runs = Array.from({ length: 200 }, () => requestsUntilShown({ share, copies: 1 }, 0.001, 20_000));
      expect(medianOf(runs)).toBeLessThanOrEqual(most);
    },
  );

  test('a correlation of .2 at a share of 10 % is found within 20,000 requests in more than 85 % of 100 runs', () => {
    const found = shareOf(100, () => requestsUntilShown({ share: 0.1, copies: 0.2 }, 0.001, 20_000) !== null);
    expect(found).toBeGreaterThan(0.85);
  });

  test.each([0.01, 0.1, 0.5])(
    'independent responses at a share of %f: at most 6 alarms in 200 runs of 10,000 pairs',
    (share) => {
      const alarms =
        200 * shareOf(200, () => requestsUntilShown({ share, copies: 0 }, 0.01, 11_112) !== null);
      expect(alarms).toBeLessThanOrEqual(6);
    },
  );
});
