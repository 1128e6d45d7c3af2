// What one look at the counts costs: `npm run bench:decision -w canary-verify`.
import { Bench } from 'tinybench';
import { shareInterval } from '../dist/statistics/share-interval.js';
import { answerSplit, splitTest } from '../dist/statistics/split-test.js';

const band = { share: 0.1, tolerance: 0.03 };
const test = splitTest(band, { errorRate: 0.01, differsBeyond: 'tolerance' });
let canary = 0;

const bench = new Bench({ name: '10 % ± 3 pp at 99 %', time: 1000 });
bench.add('one look: matches, differs or go on', () => {
  canary = (canary + 1) % 100;
  answerSplit(test, { canary, stable: 900, unknown: 0 }, { upper: false, lower: false });
});
bench.add('the interval, as the live line shows it ten times a second', () => {
  canary = (canary + 1) % 100;
  shareInterval(band, { canary, stable: 900, unknown: 0 }, 0.01);
});

await bench.run();
console.log(bench.name);
console.table(bench.table());
