import { describe, expect, test } from 'vitest';
import { bursts, independent, inOrder, markov, type Stream } from '../../bench/routers/streams.js';
import {
  connectionEvidence,
  logUnlikeConnections,
  observeConnection,
} from '../../src/statistics/connection-test.js';
import {
  dependenceEvidence,
  logDependence,
  observeForDependence,
} from '../../src/statistics/dependence-test.js';
import { blockCounts, countInBlock, leastDispersion } from '../../src/statistics/dispersion.js';
import { seeded, shareOf } from './seeded.js';

const ENOUGH = -Math.log(0.01);

/** The largest evidence of a run, and how much its counts vary at the end. */
function watch(stream: Stream, seed: number, responses: number) {
  const next = stream(seeded(seed));
  const evidence = dependenceEvidence();
  const blocks = blockCounts();
  let largest = Number.NEGATIVE_INFINITY;
  for (let response = 0; response < responses; response++) {
    const canary = next();
    observeForDependence(evidence, canary);
    countInBlock(blocks, canary);
    largest = Math.max(largest, logDependence(evidence));
  }
  return { largest, dispersion: leastDispersion(blocks) };
}

/** Seeds 1 to 300. */
function partShown(stream: Stream, responses: number): number {
  let seed = 0;
  return shareOf(300, () => watch(stream, ++seed, responses).largest >= ENOUGH);
}

describe('whether the canary comes in bursts (seeds 1 to 300)', () => {
  test.each([0.01, 0.1, 0.5])('independent responses at %f raise no alarm, whenever one looks', (share) => {
    expect(partShown(independent(share), 1_000)).toBeLessThanOrEqual(0.01);
  });

  test('a dependence of 0.3 and bursts of 50 are found', () => {
    expect(partShown(markov(0.1, 0.3), 800)).toBeGreaterThan(0.8);
    expect(partShown(bursts(0.1, 50), 800)).toBeGreaterThan(0.8);
  });

  test('replicas in order depend on one another, but their counts vary less than by chance', () => {
    for (const [stable, canary] of [
      [5, 5],
      [20, 20],
      [45, 5],
    ] as const) {
      const { largest, dispersion } = watch(inOrder(stable, canary), 1, 1_200);
      expect(largest, `${stable} + ${canary}`).toBeGreaterThan(ENOUGH);
      expect(dispersion, `${stable} + ${canary}`).toBeLessThan(1.2);
    }
  });

  test('bursts vary more than by chance, and independent responses about as much', () => {
    const bursting = Array.from({ length: 50 }, (_, seed) => watch(bursts(0.1, 50), seed, 1_200).dispersion);
    expect(bursting.filter((one) => one !== null && one > 1.2).length).toBeGreaterThan(45);
    const mean =
      Array.from({ length: 50 }, (_, seed) => watch(independent(0.1), seed, 1_200).dispersion ?? 0).reduce(
        (sum, one) => sum + one,
        0,
      ) / 50;
    expect(mean).toBeGreaterThan(0.4);
    expect(mean).toBeLessThan(1);
  });

  test('too few responses, or one version alone, have no dispersion', () => {
    expect(watch(independent(0.5), 1, 70).dispersion).toBeNull();
    expect(watch(independent(0), 1, 500).dispersion).toBeNull();
  });
});

describe('whether connections have shares of their own (seeds 1 to 300)', () => {
  function partUnlike(shareOfConnection: (connection: number) => number): number {
    let seed = 0;
    return shareOf(300, () => {
      const random = seeded(++seed);
      const evidence = connectionEvidence();
      const seen = Array.from({ length: 30 }, () => ({ canary: 0, responses: 0 }));
      let shown = false;
      for (let response = 0; response < 3_000; response++) {
        const connection = Math.floor(random() * 30);
        const before = seen[connection] ?? { canary: 0, responses: 0 };
        const canary = random() < shareOfConnection(connection);
        if (before.responses > 0) observeConnection(evidence, before, canary);
        before.responses++;
        if (canary) before.canary++;
        shown ||= response % 50 === 0 && logUnlikeConnections(evidence) >= ENOUGH;
      }
      return shown;
    });
  }

  test('connections that are alike raise no alarm', () => {
    expect(partUnlike(() => 0.02)).toBeLessThanOrEqual(0.01);
  });

  test('nine proxies at 0.8 % and one at 9.8 % are found', () => {
    expect(partUnlike((connection) => (connection % 10 === 0 ? 0.098 : 0.008))).toBeGreaterThan(0.9);
  });
});
