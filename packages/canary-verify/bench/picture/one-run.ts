import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { agreeingInterval } from '../../src/decide/interval.js';
import { answerSplit } from '../../src/statistics/answer-split.js';
import { type Band, splitTest } from '../../src/statistics/split-test.js';

/** What is known after some number of requests. */
export interface Point {
  requests: number;
  share: number;
  low: number;
  high: number;
}

/** One run on independent responses, as it would have been seen: the points are evenly apart. */
export interface OneRun {
  points: Point[];
  answer: 'inside' | 'outside';
  requests: number;
}

const OUTCOMES = { inside: 'matches', outside: 'differs', open: 'open' } as const satisfies Record<
  string,
  'matches' | 'differs' | 'open'
>;

/** Draws responses with the true share until the test answers. */
export function oneRun(band: Band, trueShare: number, seed: number): OneRun {
  const errorRate = 0.01;
  const test = splitTest(band, { errorRate, differsBeyond: 'tolerance' });
  const random = xoroshiro128plus(seed);
  const counts = { canary: 0, stable: 0, unknown: 0 };
  const points: Point[] = [];
  for (let requests = 1; ; requests++) {
    const chance = (random.next() >>> 0) / 2 ** 32;
    counts[chance < trueShare ? 'canary' : 'stable']++;
    const answer = answerSplit(test, counts);
    if (requests % 10 === 0 || answer !== 'open') points.push(pointAt(requests, OUTCOMES[answer]));
    if (answer !== 'open') return { points, answer, requests };
  }

  function pointAt(requests: number, outcome: (typeof OUTCOMES)[keyof typeof OUTCOMES]): Point {
    const [low, high] = agreeingInterval(band, counts, { errorRate, outcome });
    return { requests, share: counts.canary / requests, low, high };
  }
}
