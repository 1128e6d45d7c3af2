// How many requests a verdict takes, against the least that any test could do with and against a fixed number.
// All figures are computed exactly: nothing is simulated.

import { printTable } from 'workbench/table';
import { exactRun } from '../src/statistics/exact-run.js';
import { hoeffdingBound } from '../src/statistics/requests-needed.js';
import { splitTest } from '../src/statistics/split-test.js';
import { fixedSizeRequests } from './fixed-size.js';
import { meanRequestsBound } from './lower-bound.js';

/** How often the test that is the bound may look. Ours looks as often as its region does, which is less. */
const BANDS = [
  { share: 0.1, tolerance: 0.03, lookEvery: 1 },
  { share: 0.01, tolerance: 0.005, lookEvery: 5 },
  { share: 0.001, tolerance: 0.0005, lookEvery: 100 },
  { share: 0.25, tolerance: 0.03, lookEvery: 1 },
  { share: 0.5, tolerance: 0.03, lookEvery: 1 },
];
const GOALS = [
  { errorRate: 0.05, toBound: 1.1, toFixed: 0.7 },
  { errorRate: 0.01, toBound: 1.08, toFixed: 0.57 },
  { errorRate: 0.001, toBound: 1.06, toFixed: 0.48 },
];
const MOST_FOR_DEAD_CANARY = 100;

let missed = 0;

const rows = BANDS.flatMap((band) =>
  GOALS.map(({ errorRate, toBound, toFixed }) => {
    const { meanRequests: mean, ninetyNinth, undecided } = run(band, errorRate, band.share);
    const bound = meanRequestsBound({ ...band, errorRate });
    const fixed = fixedSizeRequests({ ...band, errorRate });
    return [
      `${percent(band.share)} ± ${points(band.tolerance)}`,
      percent(1 - errorRate),
      Math.round(mean),
      ninetyNinth,
      percent(Number(undecided.toPrecision(2))),
      Math.round(bound),
      judged(mean / bound, toBound),
      fixed,
      judged(mean / fixed, toFixed),
    ];
  }),
);
console.log('Mean requests until `matches`, when the share is just the expected one:\n');
printTable(
  [
    'expected',
    'confidence',
    'mean',
    '99 of 100 runs',
    'undecided',
    'least of any test',
    'ratio',
    'fixed number',
    'ratio',
  ],
  rows,
);

console.log('\nUntil `differs`, at 10 % ± 3 pp:\n');
const [band] = BANDS as [(typeof BANDS)[number]];
printTable(
  ['true share', ...GOALS.map(({ errorRate }) => `mean at ${percent(1 - errorRate)}`)],
  [0, 0.05, 0.15, 0.2, 0.5, 1].map((share) => [
    share === 0 ? '0 % (dead canary)' : percent(share),
    ...GOALS.map(({ errorRate }) => {
      const { meanRequests } = run(band, errorRate, share);
      const judge = share === 0 && errorRate === 0.01;
      return judge ? judged(meanRequests, MOST_FOR_DEAD_CANARY) : Math.round(meanRequests);
    }),
  ]),
);
process.exitCode = missed === 0 ? 0 : 1;

function run(band: (typeof BANDS)[number], errorRate: number, trueShare: number) {
  const test = splitTest(band, { errorRate, differsBeyond: 'tolerance' });
  const horizon = test.region?.horizon ?? Math.ceil(14 * hoeffdingBound(band, errorRate));
  const lookEvery = trueShare === band.share ? (test.region?.lookEvery ?? band.lookEvery) : band.lookEvery;
  return exactRun({ test, trueShare, horizon, lookEvery });
}

/** "1.05 (≤ 1.08)", with a cross when it is not. */
function judged(value: number, goal: number): string {
  if (value > goal) missed++;
  return `${value >= 10 ? Math.round(value) : value.toFixed(3)} (${value > goal ? '✘ ' : ''}≤ ${goal})`;
}

function percent(share: number): string {
  return `${Number((share * 100).toPrecision(6))} %`;
}

function points(tolerance: number): string {
  return `${Number((tolerance * 100).toPrecision(6))} pp`;
}
