import type { Comparison, ExpectationResult } from './comparison.js';
import { asPercent, asPoints, partOf, wholeNumber } from './figures.js';
import type { Answer, Rule } from './rule.js';
import { RULES } from './rules/index.js';
import type { Tally } from './simulate.js';

const PURPOSE =
  'The published tests are made to find faults in the code of a proxy or a client: the split is known, and a right ' +
  'proxy must not fail by chance. So they allow a lot, and some are repeated until one batch passes. None is meant to judge a ' +
  'release. They bring tolerances of their own; the χ² tests have none and ask for exactly the declared share.';

/** The whole comparison as Markdown: what each test is made for, a summary, a table for each split, and where the rules come from. */
export function asMarkdown(comparison: Comparison): string {
  const { seed, streams } = comparison.settings;
  return [
    `${wholeNumber(streams)} seeded streams per case (seed ${seed}), the same for every rule. ` +
      `Standard error of a percentage: at most ${asPoints(0.5 / Math.sqrt(streams))}. ` +
      'Responses are drawn independently.',
    PURPOSE,
    purposes(),
    'Each published test at the split that it is made for: the part of the runs that pass.',
    ownSplits(comparison),
    'Each test as it is run, asked to judge a release instead:',
    summary(comparison),
    ...comparison.expectations.map((one) => detail(one, streams)),
    sources(),
  ].join('\n\n');
}

function summary(comparison: Comparison): string {
  const { streams } = comparison.settings;
  const tally = (rule: Rule, share: number, trueShare: number) =>
    find(comparison, { rule, share, trueShare });
  const part = (one: Tally, answer: Answer) => `${partOf(one[answer], streams)} %`;
  const rows = RULES.filter(({ isPart }) => !isPart).map((rule) => {
    const right = tally(rule, 0.1, 0.1);
    return [
      rule.name,
      wholeNumber(right.meanRequests),
      part(tally(rule, 0.1, 0.15), 'matches'),
      part(tally(rule, 0.01, 0), 'matches'),
      part(right, 'differs'),
      rule.admitsIgnorance ? 'yes' : 'no',
    ];
  });
  return table(
    [
      'test',
      'requests at 10 % (mean)',
      'passes 15 % as 10 %',
      'passes a dead canary as 1 %',
      'fails a right 10 %',
      'has the answer undecided',
    ],
    rows,
  );
}

function purposes(): string {
  const rows = RULES.flatMap(({ name, made }) =>
    made === null ? [] : [[name, made.for, made.requests, made.tolerance, made.tries]],
  );
  const heads = ['test', 'made for', 'requests', 'passes within', 'tries'];
  return table(heads, rows, heads.length);
}

function ownSplits({ own, settings: { streams } }: Comparison): string {
  const rows = own.map(({ rule, share, cases }) => [
    rule.name,
    asPercent(share),
    ...cases.map(({ tally }) => `${partOf(tally.matches, streams)} %`),
  ]);
  return table(
    ['test', 'smaller share', 'right share', '5 points too many', '10 points too many', 'nothing'],
    rows,
  );
}

/** Which figure is looked up: a rule, the declared share and the true one. */
interface Cell {
  rule: Rule;
  share: number;
  trueShare: number;
}

function find({ expectations }: Comparison, { rule, share, trueShare }: Cell): Tally {
  const tally = expectations
    .find(({ band }) => band.share === share)
    ?.cases.find((one) => one.trueShare === trueShare)
    ?.tallies.find((one) => one.rule === rule);
  if (!tally) throw new Error(`${asPercent(trueShare)} for ${asPercent(share)} was not simulated`);
  return tally;
}

function detail({ band, cases }: ExpectationResult, streams: number): string {
  const edge = band.share + band.tolerance;
  const heads = cases.map(({ trueShare }) =>
    Math.abs(trueShare - edge) < 1e-9 ? `${asPercent(trueShare)} (edge)` : asPercent(trueShare),
  );
  const rows = RULES.map((rule, index) => [
    rule.name,
    ...cases.map(({ tallies }) => {
      const one = tallies[index] as Tally;
      const parts = [one.matches, one.differs, one.undecided].map((count) => partOf(count, streams));
      return `${parts.join(' / ')} in ${wholeNumber(one.meanRequests)}`;
    }),
  ]);
  return [
    `Expected ${asPercent(band.share)} ± ${asPoints(band.tolerance)}. `,
    'Per true share: matches / differs / undecided in percent of the runs, and the mean number of requests.\n\n',
    table(['rule', ...heads], rows),
  ].join('');
}

/** The first columns have words, the others figures. */
function table(heads: readonly string[], rows: readonly (readonly string[])[], words = 1): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const rule = heads.map((_, index) => (index < words ? '---' : '---:'));
  return [line(heads), line(rule), ...rows.map(line)].join('\n');
}

function sources(): string {
  const names = new Map<string, string[]>();
  for (const { name, source } of RULES) names.set(source, [...(names.get(source) ?? []), name]);
  return ['Sources:', '', ...[...names].map(([source, all]) => `- ${all.join('; ')}: ${source}`)].join('\n');
}
