import { beforeEach, describe, expect, test } from 'vitest';
import { BATCH, type OddsAnswer, type OddsTest } from '../../src/statistics/odds-test.js';
import {
  answerLatency,
  latencyEvidence,
  observeDuration,
  type Timing,
} from '../../src/statistics/slow-spells.js';
import type { Track } from '../../src/terms/track.js';
import { meanOf, seeded, shareOf } from './seeded.js';

const plan: OddsTest = { errorRate: 0.01, worstRatio: 4 };

const seed = 20260718;
let random = seeded(seed);
beforeEach(() => {
  random = seeded(seed);
});

/** A draw with a long tail, as response times have: log-normal, with a median of 1. */
function tailed(): number {
  return Math.exp(0.5 * Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random()));
}

interface Truth {
  /** Which version answers, after so many responses. */
  track: (responses: number) => Track;
  /** Its response time in ms. */
  duration: (track: Track, responses: number) => number;
}

/** Responses over one connection until the answer is given, or null when it is not within the budget. */
function responsesUntil(answer: OddsAnswer, plan: OddsTest, truth: Truth, budget: number): number | null {
  const evidence = latencyEvidence(plan);
  let sentAt = 0;
  for (let responses = 1; responses <= budget; responses++) {
    const track = truth.track(responses);
    const durationMs = truth.duration(track, responses);
    observeDuration(evidence, track, { sentAt, durationMs });
    sentAt += durationMs;
    if (responses % BATCH === 0 && answerLatency(plan, evidence) === answer) return responses;
  }
  return null;
}

const tenth = (): Track => (random() < 0.1 ? 'canary' : 'stable');
const everyTenth = (responses: number): Track => (responses % 10 === 1 ? 'canary' : 'stable');

describe(`simulated runs (seed ${seed}), canary share 10 %`, () => {
  test.each([
    { factor: 1.5, from: 400, to: 600 },
    { factor: 2, from: 175, to: 275 },
    { factor: 10, from: 100, to: 140 },
  ])('a canary $factor times as slow is worse after $from to $to responses in the mean', (given) => {
    const duration = (track: Track) => (track === 'canary' ? 20 * given.factor : 20) * tailed();
    const truth = { track: tenth, duration };
    const mean = meanOf(300, () => responsesUntil('worse', plan, truth, 50_000) ?? Number.NaN);
    expect(mean).toBeGreaterThan(given.from);
    expect(mean).toBeLessThan(given.to);
  });

  test('a canary as fast as the stable version is shown not to be four times as bad after 500 to 800 responses', () => {
    const truth = { track: tenth, duration: () => 20 * tailed() };
    const mean = meanOf(300, () => responsesUntil('no worse', plan, truth, 50_000) ?? Number.NaN);
    expect(mean).toBeGreaterThan(500);
    expect(mean).toBeLessThan(800);
  });

  const lenient = { errorRate: 0.05, worstRatio: 4 };
  const slowSpells = (responses: number) => (Math.ceil(responses / 170) % 2 === 0 ? 200 : 20);
  test.each([
    { name: 'random split', track: tenth, duration: () => 20 * tailed() },
    { name: 'slow spells', track: tenth, duration: (_: Track, n: number) => slowSpells(n) * tailed() },
    { name: 'every tenth', track: everyTenth, duration: () => 20 * tailed() },
    { name: 'whole ms', track: everyTenth, duration: () => Math.round(2 * tailed()) },
  ])('$name: versions that are alike are told apart in at most 5 % of 300 runs', ({ track, duration }) => {
    const truth = { track, duration };
    const wrong = shareOf(300, () => responsesUntil('worse', lenient, truth, 10_000) !== null);
    expect(wrong).toBeLessThanOrEqual(0.05);
  });

  test('four times the odds at every limit are called no worse in at most 5 % of 300 runs', () => {
    // Log-logistic durations: a factor on the scale is the odds ratio of exceeding any limit.
    const duration = (track: Track) => {
      const level = random();
      return ((track === 'canary' ? 4 : 1) * level) / (1 - level);
    };
    const wrong = shareOf(
      300,
      () => responsesUntil('no worse', lenient, { track: tenth, duration }, 10_000) !== null,
    );
    expect(wrong).toBeLessThanOrEqual(0.05);
  });
});

/** Nine stable replicas and one of the canary behind a proxy, of which each works on one request after the other. */
interface Fleet {
  /** What the canary needs beyond the others, in ms. */
  canaryTakesMoreMs: number;
  /** How many pauses there are in each replica in a second, and their length in ms. */
  pausesPerSecond: number;
  pauseMs: number;
  /** Whom the proxy asks: each in its turn, or anyone. */
  balance: 'roundrobin' | 'random';
}

interface Sent extends Timing {
  track: Track;
}

/** Responses in the order of dispatch: 50 connections, each of which asks as soon as it has its answer. */
function sentTo(fleet: Fleet, responses: number): Sent[] {
  const freeAt = new Array<number>(10).fill(0);
  const nextPause = freeAt.map(() => pauseAfter(fleet));
  const connections = new Array<number>(50).fill(0);
  let proxyFreeAt = 0;
  return Array.from({ length: responses }, (_, index) => {
    const sentAt = Math.min(...connections);
    proxyFreeAt = Math.max(sentAt, proxyFreeAt) + 0.1 * tailed();
    const asked = fleet.balance === 'roundrobin' ? index % 10 : Math.floor(random() * 10);
    let startAt = Math.max(proxyFreeAt, freeAt[asked] ?? 0);
    while ((nextPause[asked] ?? 0) <= startAt) {
      startAt = Math.max(startAt, (nextPause[asked] ?? 0) + fleet.pauseMs);
      nextPause[asked] = (nextPause[asked] ?? 0) + fleet.pauseMs + pauseAfter(fleet);
    }
    const endAt = startAt + 0.2 * tailed();
    freeAt[asked] = endAt;
    const isCanary = asked === 0;
    const arrivesAt = endAt + (isCanary ? fleet.canaryTakesMoreMs : 0);
    connections[connections.indexOf(sentAt)] = arrivesAt;
    return { track: isCanary ? 'canary' : 'stable', sentAt, durationMs: arrivesAt - sentAt };
  });
}

const pauseAfter = ({ pausesPerSecond }: Fleet) => (-Math.log(1 - random()) / pausesPerSecond) * 1_000;

function answerAfter(fleet: Fleet, responses: number): OddsAnswer {
  const evidence = latencyEvidence(plan);
  for (const { track, ...timing } of sentTo(fleet, responses)) observeDuration(evidence, track, timing);
  return answerLatency(plan, evidence);
}

describe(`50 connections to 9 + 1 replicas (seed ${seed})`, () => {
  test.each([
    { pausesPerSecond: 1, pauseMs: 60, balance: 'random' },
    { pausesPerSecond: 0.3, pauseMs: 200, balance: 'random' },
    { pausesPerSecond: 5, pauseMs: 20, balance: 'random' },
    { pausesPerSecond: 1, pauseMs: 60, balance: 'roundrobin' },
    { pausesPerSecond: 0.3, pauseMs: 200, balance: 'roundrobin' },
    { pausesPerSecond: 5, pauseMs: 20, balance: 'roundrobin' },
  ] as const)(
    '$balance, alike, with $pausesPerSecond pauses of $pauseMs ms a second: worse in at most 1 % of 300 runs',
    (alike) => {
      const fleet = { ...alike, canaryTakesMoreMs: 0 };
      expect(shareOf(300, () => answerAfter(fleet, 2_000) === 'worse')).toBeLessThanOrEqual(0.01);
    },
  );

  test.each(['roundrobin', 'random'] as const)(
    '%s: a canary that takes 10 ms more is worse in 95 % of 300 runs',
    (balance) => {
      const fleet = { balance, pausesPerSecond: 0.001, pauseMs: 1, canaryTakesMoreMs: 10 };
      expect(shareOf(300, () => answerAfter(fleet, 2_000) === 'worse')).toBeGreaterThan(0.95);
    },
  );
});
