// The chance of each wrong verdict, computed exactly for 33 configurations, as a part of what is allowed.

import { printTable } from 'workbench/table';
import { type ExactRun, exactRun } from '../src/statistics/exact-run.js';
import { hoeffdingBound } from '../src/statistics/requests-needed.js';
import { type Band, splitTest } from '../src/statistics/split-test.js';

const SHARES: readonly (readonly [share: number, tolerances: readonly number[]])[] = [
  [0.0001, [0.00005]],
  [0.001, [0.0003, 0.0005]],
  [0.01, [0.003, 0.005]],
  [0.1, [0.03, 0.05]],
  [0.25, [0.03, 0.075]],
  [0.5, [0.03, 0.15]],
];
const ERROR_RATES = [0.05, 0.01, 0.001];

const bands = SHARES.flatMap(([share, tolerances]) => tolerances.map((tolerance) => ({ share, tolerance })));
let worst = 0;
console.log(
  'Chance of a wrong verdict, as a part of the error rate (at most 1.000), up to 14 times Hoeffding’s bound:\n',
);
printTable(
  [
    'expected',
    'confidence',
    'matches at the lower end',
    'matches at the upper end',
    'differs at the lower end',
    'differs at the upper end',
    'differs at the share',
  ],
  bands.flatMap((band) => ERROR_RATES.map((errorRate) => row(band, errorRate))),
);
console.log(`\nThe largest of them: ${worst.toFixed(3)}`);
process.exitCode = worst <= 1 ? 0 : 1;

function row(band: Band, errorRate: number): string[] {
  const [low, high, middle] = [-1, 1, 0].map((side) =>
    run(band, errorRate, band.share + side * band.tolerance),
  ) as [ExactRun, ExactRun, ExactRun];
  const parts = [low.inside, high.inside, low.outside, high.outside, middle.outside].map(
    (chance) => chance / errorRate,
  );
  worst = Math.max(worst, ...parts);
  return [
    `${percent(band.share)} ± ${points(band.tolerance)}`,
    percent(1 - errorRate),
    ...parts.map((part) => part.toFixed(3)),
  ];
}

function run(band: Band, errorRate: number, trueShare: number): ExactRun {
  const test = splitTest(band, { errorRate, differsBeyond: 'tolerance' });
  const horizon = Math.ceil(14 * hoeffdingBound(band, errorRate));
  return exactRun({ test, trueShare, horizon, lookEvery: Math.max(1, Math.round(0.01 / band.share)) });
}

function percent(share: number): string {
  return `${Number((share * 100).toPrecision(6))} %`;
}

function points(tolerance: number): string {
  return `${Number((tolerance * 100).toPrecision(6))} pp`;
}
