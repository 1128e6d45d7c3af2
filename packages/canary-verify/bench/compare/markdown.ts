import type { Comparison, ExpectationResult } from './comparison.js';
import { asPercent, asPoints, partOf, wholeNumber } from './figures.js';
import type { Answer, Rule } from './rule.js';
import { RULES } from './rules/index.js';
import type { Tally } from './simulate.js';

const OWN_TOLERANCES =
  'The published rules bring tolerances of their own: 5 points for Gateway API and gRPC, 10 for Istio, 2 for Consul; ' +
  'the χ² rules have none and ask for exactly the declared share.';

/** The whole comparison as Markdown: a summary, one table per declared split, and where the rules come from. */
export function asMarkdown(comparison: Comparison): string {
  const { seed, streams } = comparison.settings;
  return [
    `${wholeNumber(streams)} seeded streams per case (seed ${seed}), the same for every rule. ` +
      `Standard error of a percentage: at most ${asPoints(0.5 / Math.sqrt(streams))}. ` +
      OWN_TOLERANCES,
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
  const rows = RULES.map((rule) => {
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
      'rule',
      'requests (mean, 10 % true)',
      'accepts 15 % for 10 %',
      'accepts a dead canary (0 %) for 1 %',
      'false alarm at the right share (10 %)',
      'says when it does not know',
    ],
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

function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const rule = heads.map((_, index) => (index === 0 ? '---' : '---:'));
  return [line(heads), line(rule), ...rows.map(line)].join('\n');
}

function sources(): string {
  const names = new Map<string, string[]>();
  for (const { name, source } of RULES) names.set(source, [...(names.get(source) ?? []), name]);
  return ['Sources:', '', ...[...names].map(([source, all]) => `- ${all.join('; ')}: ${source}`)].join('\n');
}
