// What the guards cost: how many requests the real run takes more than its test alone would, in the same seeded streams.

import { printTable } from 'workbench/table';
import { resolveOptions } from '../src/options/options.js';
import { makePlan } from '../src/plan/plan.js';
import { answerSplit } from '../src/statistics/answer-split.js';
import { exactRun } from '../src/statistics/exact-run.js';
import type { SplitTest } from '../src/statistics/split-test.js';
import { answerOf, runPlanned } from '../test/run-on.js';
import { seeded } from '../test/statistics/seeded.js';
import { meanRequestsBound } from './lower-bound.js';

/** How often the test that is the bound may look; how many runs are tried, of those where one takes long fewer. */
const BANDS = [
  { share: 0.1, tolerance: 0.03, lookEvery: 1, runs: 2_000 },
  { share: 0.01, tolerance: 0.005, lookEvery: 5, runs: 1_000 },
  { share: 0.001, tolerance: 0.0005, lookEvery: 100, runs: 200 },
  { share: 0.25, tolerance: 0.03, lookEvery: 1, runs: 1_000 },
  { share: 0.5, tolerance: 0.03, lookEvery: 1, runs: 1_000 },
];
type Band = (typeof BANDS)[number];

/** The ratios to the bound before there were guards, as `bench:requests` printed them, and how much may be added. */
const CONFIDENCES = [
  { confidence: 0.95, before: [1.06, 1.066, 1.07, 1.053, 1.052] },
  { confidence: 0.99, before: [1.05, 1.054, 1.056, 1.046, 1.045] },
  { confidence: 0.999, before: [1.041, 1.045, 1.047, 1.038, 1.037] },
];
const MORE = 0.03;

const CANARY = answerOf('canary');
const STABLE = answerOf('stable');
let missed = 0;

printTable(
  ['expected', 'confidence', 'runs', 'test alone', 'guards add', 'undecided', 'to the bound'],
  BANDS.flatMap((band, place) =>
    CONFIDENCES.map(({ confidence, before }) => row(band, confidence, (before[place] as number) + MORE)),
  ),
);
process.exitCode = missed === 0 ? 0 : 1;

function row(band: Band, confidence: number, goal: number): (string | number)[] {
  const { share, tolerance, lookEvery, runs } = band;
  const plan = makePlan(
    resolveOptions({
      expect: `${100 * share}%`,
      tolerance: `${100 * tolerance}pp`,
      confidence: `${100 * confidence}%`,
      connectionMode: 'fresh',
    }),
  );
  const { test } = plan.attempts[0].arms[0];
  if (test.kind !== 'share' || test.split.region === null) throw new Error('expected a share with a region');
  const { horizon, lookEvery: looks } = test.split.region;
  const alone = exactRun({ test: test.split, trueShare: share, horizon, lookEvery: looks }).meanRequests;
  let more = 0;
  let undecided = 0;
  for (let seed = 1; seed <= runs; seed++) {
    const { verdict, requests } = runPlanned(plan, streamOf(share, seed)).verdict;
    if (verdict !== 'matches') undecided++;
    more += requests - requestsAlone(test.split, share, seed);
  }
  const ratio =
    (alone + more / runs) / meanRequestsBound({ share, tolerance, errorRate: 1 - confidence, lookEvery });
  if (ratio > goal) missed++;
  return [
    `${percent(share)} ± ${percent(tolerance).replace('%', 'pp')}`,
    percent(confidence),
    runs,
    Math.round(alone),
    Math.round(more / runs),
    percent(undecided / runs),
    `${ratio.toFixed(3)} (${ratio > goal ? '✘ ' : ''}≤ ${goal.toFixed(3)})`,
  ];
}

function streamOf(share: number, seed: number): () => typeof CANARY {
  const random = seeded(seed);
  return () => (random() < share ? CANARY : STABLE);
}

/** The same stream, decided by the test alone. */
function requestsAlone(split: SplitTest, share: number, seed: number): number {
  const random = seeded(seed);
  const horizon = split.region?.horizon ?? 0;
  const counts = { canary: 0, stable: 0, unknown: 0 };
  for (let requests = 1; requests <= horizon; requests++) {
    if (random() < share) counts.canary++;
    else counts.stable++;
    if (answerSplit(split, counts) !== 'open') return requests;
  }
  return horizon;
}

function percent(share: number): string {
  return `${Number((share * 100).toPrecision(6))} %`;
}
