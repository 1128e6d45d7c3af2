// This package's test and the published ways to check a traffic split, on the same traffic:
// `npm run bench:compare -w canary-verify -- --streams 2000 --seed 1 --json`.
import { parseArgs } from 'node:util';
import { asJson } from './as-json.js';
import { compare, type Settings } from './comparison.js';
import { asPercent } from './figures.js';
import { asMarkdown } from './markdown.js';
import type { Case } from './simulate.js';

const { values } = parseArgs({
  options: {
    streams: { type: 'string', default: '2000' },
    seed: { type: 'string', default: '1' },
    json: { type: 'boolean', default: false },
  },
});
const settings: Settings = { streams: wholeOption('streams', 1), seed: wholeOption('seed', 0) };
const comparison = compare(settings, showProgress);
clearProgress();
console.log(values.json ? JSON.stringify(asJson(comparison), null, 2) : asMarkdown(comparison));

function wholeOption(name: 'streams' | 'seed', least: number): number {
  const value = Number(values[name]);
  if (Number.isInteger(value) && value >= least && value < 2 ** 31) return value;
  console.error(`--${name} needs a whole number of at least ${least}, not ${values[name]}`);
  process.exit(2);
}

function showProgress({ band, trueShare }: Case): void {
  if (!process.stderr.isTTY) return;
  process.stderr.write(`\r\u001b[KExpected ${asPercent(band.share)}, true ${asPercent(trueShare)} …`);
}

function clearProgress(): void {
  if (process.stderr.isTTY) process.stderr.write('\r\u001b[K');
}
