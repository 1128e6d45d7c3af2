import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import {
  type Drift,
  type DriftEvidence,
  driftEvidence,
  findDrift,
  observeForDrift,
} from '../../src/statistics/drift-test.js';
import { bestLogLikelihood } from '../../src/statistics/krichevsky-trofimov.js';
import { logBeta } from '../../src/statistics/log-gamma.js';
import { logEvidenceBehind, medianOf } from './evidence-behind.js';
import { seeded } from './seeded.js';

const logEvidenceIn = (evidence: DriftEvidence) =>
  logEvidenceBehind((errorRate) => findDrift(evidence, errorRate) !== null);

function observeMany(evidence: DriftEvidence, responses: number, canary: (index: number) => boolean): void {
  for (let index = 0; index < responses; index++) observeForDrift(evidence, canary(index));
}

const never = () => false;
const always = () => true;

describe('the prior weights of the marks', () => {
  const CANARIES = 20;

  /** The bet on a change at this place alone, against a share that is 0 before it and 1 after it. */
  function logBetOn(place: number): number {
    const estimated = (count: number) => logBeta(count + 0.5, 0.5) - Math.log(Math.PI);
    return estimated(place) + estimated(CANARIES) - bestLogLikelihood(CANARIES, place + CANARIES);
  }

  /** What the latest mark weighs: after so clear a change, all other marks add next to nothing. */
  function weightOfLatest(evidence: DriftEvidence): number {
    const changed = structuredClone(evidence);
    observeMany(changed, CANARIES, always);
    expect(findDrift(changed, 1e-6)?.afterRequests).toBe(evidence.responses);
    return Math.exp(logEvidenceIn(changed) - logBetOn(evidence.responses));
  }

  /** The weight of each place that was ever a mark, by the largest that it had: it may change with the spacing. */
  function largestWeights(responses: number): Map<number, number> {
    const largest = new Map<number, number>();
    for (const spacing of spacings(responses)) {
      const evidence = sparseEvidence(spacing);
      while (evidence.responses < Math.min(responses, 64 * spacing)) {
        observeMany(evidence, spacing, never);
        const weight = weightOfLatest(evidence);
        largest.set(evidence.responses, Math.max(weight, largest.get(evidence.responses) ?? 0));
      }
    }
    return largest;
  }

  test('sum to at most 1 over all places of a run, and leave little unused', () => {
    const largest = largestWeights(200_000);
    const sum = [...largest.values()].reduce((total, weight) => total + weight, 0);
    expect(largest.size).toBeGreaterThan(200);
    expect(sum).toBeLessThanOrEqual(1);
    expect(sum).toBeGreaterThan(0.5);
  });
});

/** All spacings that a run of so many responses goes through. */
function spacings(responses: number): number[] {
  const found = [50];
  while (64 * (found.at(-1) ?? 0) < responses) found.push(2 * (found.at(-1) ?? 0));
  return found;
}

/** No responses yet, but marks as far apart as late in a run. */
function sparseEvidence(spacing: number): DriftEvidence {
  return { ...driftEvidence(), spacing, doublings: Math.log2(spacing / 50) };
}

describe('computed exactly over the first 200 responses', () => {
  /** The chance of each count of canaries among 50 responses. */
  function chances(share: number): number[] {
    let chance = (1 - share) ** 50;
    return Array.from({ length: 51 }, (_, count) => {
      const now = chance;
      chance *= (((50 - count) / (count + 1)) * share) / (1 - share);
      return now;
    });
  }

  function withStretch(evidence: DriftEvidence, canaries: number): DriftEvidence {
    const canary = evidence.canary + canaries;
    const responses = evidence.responses + 50;
    return { ...evidence, canary, responses, marks: [...evidence.marks, { canary, responses }] };
  }

  /** The chance of an alarm at one of the next marks; paths that are too rare to matter count as alarms. */
  function chanceOfAlarm(
    share: readonly number[],
    evidence: DriftEvidence,
    marksLeft: number,
    chance = 1,
  ): number {
    if (chance < 1e-7) return chance;
    if (findDrift(evidence, 0.2) !== null) return chance;
    if (marksLeft === 0) return 0;
    return share.reduce(
      (sum, each, count) =>
        sum + chanceOfAlarm(share, withStretch(evidence, count), marksLeft - 1, chance * each),
      0,
    );
  }

  test.each([0.005, 0.02, 0.1])(
    'at a steady share of %f the chance of ever alarming is at most the error rate',
    (share) => {
      const alarm = chanceOfAlarm(chances(share), driftEvidence(), 4);
      expect(alarm).toBeLessThanOrEqual(0.2);
    },
  );
});

const seed = 20260718;
let random = seeded(seed);
beforeEach(() => {
  random = seeded(seed);
});

interface Found extends Drift {
  /** Responses taken in when it was found. */
  atRequests: number;
}

/** Looks whenever there is a new mark; null when nothing is found within the budget. */
function firstDrift(shareAt: (index: number) => number, errorRate: number, budget: number): Found | null {
  const evidence = driftEvidence();
  for (let index = 0; index < budget; index++) {
    if (!observeForDrift(evidence, random() < shareAt(index))) continue;
    const drift = findDrift(evidence, errorRate);
    if (drift !== null) return { ...drift, atRequests: evidence.responses };
  }
  return null;
}

const runsOf = <Result>(runs: number, run: () => Result): Result[] => Array.from({ length: runs }, run);

const steady = () => 0.1;
const changeTo = (share: number) => (index: number) => (index < 1000 ? 0.1 : share);

describe(`simulated runs (seed ${seed})`, () => {
  test('a steady share of 10 %: at most 10 alarms in 400 runs of 10,000 responses at an error rate of 1 %', () => {
    const alarms = runsOf(400, () => firstDrift(steady, 0.01, 10_000)).filter((found) => found !== null);
    expect(alarms.length).toBeLessThanOrEqual(10);
  });

  // A bet that knew the place of the change beforehand would still need about 350 responses of the change to 20 %.
  test.each([
    { to: '20 %', share: 0.2, most: 900 },
    { to: '30 %', share: 0.3, most: 300 },
    { to: '0 %', share: 0, most: 300 },
  ])(
    'a change from 10 % to $to after 1,000 responses is found at most $most later in the median',
    (given) => {
      const delays = runsOf(200, () => firstDrift(changeTo(given.share), 0.01, 20_000)).map((found) =>
        found === null ? null : found.atRequests - 1000,
      );
      expect(medianOf(delays)).toBeLessThanOrEqual(given.most);
      expect(delays.filter((delay) => delay !== null && delay < 0).length).toBeLessThanOrEqual(2);
    },
  );

  test.each([
    { to: '20 %', share: 0.2, shown: 0.55 },
    { to: '30 %', share: 0.3, shown: 0.99 },
  ])('1,000 responses after a change to $to it is placed within 300 responses of the true one', (given) => {
    const placed = runsOf(200, () => {
      const evidence = driftEvidence();
      observeMany(evidence, 2000, (index) => random() < changeTo(given.share)(index));
      return findDrift(evidence, 0.01)?.afterRequests ?? null;
    }).filter((place) => place !== null);
    expect(placed.length).toBeGreaterThanOrEqual(given.shown * 200);
    const near = placed.filter((place) => Math.abs(place - 1000) <= 300);
    expect(near.length).toBeGreaterThanOrEqual(0.95 * placed.length);
  });

  test('the shares before and after the change are those of the responses on its sides', () => {
    const shareIn = (responses: readonly boolean[]) =>
      responses.filter((canary) => canary).length / responses.length;
    for (const length of [1500, 4321, 50_000]) {
      const responses = Array.from({ length }, (_, index) => random() < changeTo(0.4)(index));
      const evidence = driftEvidence();
      observeMany(evidence, length, (index) => responses[index] === true);
      const drift = findDrift(evidence, 0.01);
      if (drift === null) throw new Error(`no change found in ${length} responses`);
      expect(drift.before).toBeCloseTo(shareIn(responses.slice(0, drift.afterRequests)), 12);
      expect(drift.after).toBeCloseTo(shareIn(responses.slice(drift.afterRequests)), 12);
    }
  });

  test('a million responses leave at most 64 marks, evenly far apart, with the counts up to each', () => {
    const evidence = driftEvidence();
    const canariesUpTo = [0];
    let mostMarks = 0;
    for (let responses = 1; responses <= 1_000_000; responses++) {
      const canary = random() < 0.1;
      canariesUpTo.push((canariesUpTo[responses - 1] ?? 0) + (canary ? 1 : 0));
      observeForDrift(evidence, canary);
      mostMarks = Math.max(mostMarks, evidence.marks.length);
    }
    expect(mostMarks).toBe(64);
    expect(evidence.doublings).toBe(Math.log2(evidence.spacing / 50));
    expect(evidence.marks).toEqual(
      Array.from({ length: Math.floor(1_000_000 / evidence.spacing) }, (_, index) => {
        const responses = (index + 1) * evidence.spacing;
        return { canary: canariesUpTo[responses], responses };
      }),
    );
    expect(findDrift(evidence, 0.01)).toBeNull();
  });

  test('a change early in a long run is still found late in it', () => {
    const evidence = driftEvidence();
    observeMany(evidence, 100_000, (index) => random() < (index < 30_000 ? 0.1 : 0.15));
    const drift = findDrift(evidence, 0.001);
    expect(Math.abs((drift?.afterRequests ?? 0) - 30_000)).toBeLessThanOrEqual(2 * evidence.spacing);
  });
});

test('a new mark is announced, and only then', () => {
  const evidence = driftEvidence();
  const announced: number[] = [];
  for (let responses = 1; responses <= 3600; responses++)
    if (observeForDrift(evidence, false)) announced.push(responses);
  const apart = (spacing: number, from: number, to: number) =>
    Array.from({ length: (to - from) / spacing + 1 }, (_, index) => from + index * spacing);
  expect(announced).toEqual([...apart(50, 50, 3250), ...apart(100, 3300, 3600)]);
});

test.each([2, 3, 10, 64, 100])(
  'an exact round robin over %i never alarms, wherever it starts',
  (replicas) => {
    for (const start of [0, 1, replicas - 1]) {
      const evidence = driftEvidence();
      for (let index = 0; index < 50_000; index++) {
        if (!observeForDrift(evidence, index % replicas === start)) continue;
        expect(findDrift(evidence, 0.5), `after ${evidence.responses}`).toBeNull();
      }
    }
  },
);

test('the drift test never alarms on one version alone, or on nothing', () => {
  expect(findDrift(driftEvidence(), 0.99)).toBeNull();
  for (const alone of [never, always]) {
    const evidence = driftEvidence();
    observeMany(evidence, 10_000, alone);
    expect(findDrift(evidence, 0.99)).toBeNull();
  }
});

test('canary and stable may be swapped', () => {
  const part = fc.record({
    responses: fc.integer({ min: 1, max: 2500 }),
    every: fc.integer({ min: 1, max: 12 }),
  });
  fc.assert(
    fc.property(fc.array(part, { minLength: 1, maxLength: 4 }), (parts) => {
      const [one, swapped] = [driftEvidence(), driftEvidence()];
      for (const { responses, every } of parts) {
        observeMany(one, responses, (index) => index % every === 0);
        observeMany(swapped, responses, (index) => index % every !== 0);
      }
      expectMirrored(findDrift(one, 0.01), findDrift(swapped, 0.01));
      expect(Math.abs(logEvidenceIn(one) - logEvidenceIn(swapped))).toBeLessThan(1e-6);
    }),
  );
});

function expectMirrored(one: Drift | null, other: Drift | null): void {
  expect(other?.afterRequests).toBe(one?.afterRequests);
  if (one === null || other === null) return;
  expect(other.before).toBeCloseTo(1 - one.before, 12);
  expect(other.after).toBeCloseTo(1 - one.after, 12);
}
