// The largest distance of each function to the tables that were made with 50 digits.
// `npm run bench:tables -w canary-verify`
import { readFileSync } from 'node:fs';
import { printTable } from 'workbench/table';
import { logEValue, logLikelihood, logMarginalLikelihood } from '../src/statistics/beta-mixture.js';
import { betaQuantile } from '../src/statistics/beta-quantile.js';
import * as intervals from '../src/statistics/binomial-interval.js';
import * as binomial from '../src/statistics/binomial-test.js';
import { chance } from '../src/statistics/deviance.js';
import { likelihoodRatioTest, pearsonTest } from '../src/statistics/goodness-of-fit.js';
import { betaLower, betaUpper } from '../src/statistics/incomplete-beta.js';
import { alternative, logMixture } from '../src/statistics/likelihood-mixture.js';
import { multinomialTest } from '../src/statistics/multinomial-test.js';

type Row = Record<string, string>;
type Answers = Record<string, (row: Row) => number>;

const number = (row: Row, column: string) => Number(row[column]);
const numbers = (row: Row, column: string) => (row[column] ?? '').split(';').map(Number);
const sample = (row: Row) => ({ hits: number(row, 'k'), trials: number(row, 'n') });
const shape = (row: Row) => ({ a: number(row, 'a'), b: number(row, 'b') });
const prior = (row: Row) => ({ a: number(row, 'prior_a'), b: number(row, 'prior_b') });
const cells = (row: Row) => [numbers(row, 'counts'), numbers(row, 'expected_probabilities')] as const;
const outcome = (row: Row) => multinomialTest(numbers(row, 'counts'), numbers(row, 'probabilities'));
const ends = (name: string, method: typeof intervals.wilson): Answers => ({
  [`${name}_low`]: (row) => method(sample(row), number(row, 'confidence'))[0],
  [`${name}_high`]: (row) => method(sample(row), number(row, 'confidence'))[1],
});

const TABLES: readonly { table: string; goal: number; answers: Answers }[] = [
  {
    table: 'binomial_tests',
    goal: 1e-10,
    answers: {
      log_pmf: (row) => binomial.binomialLogPmf(sample(row), number(row, 'p')),
      p_less: (row) => binomial.binomialPLess(sample(row), number(row, 'p')),
      p_greater: (row) => binomial.binomialPGreater(sample(row), number(row, 'p')),
      p_two_sided_minlike: (row) => binomial.binomialPMinlike(sample(row), number(row, 'p')),
      p_two_sided_doubled: (row) => binomial.binomialPDoubled(sample(row), number(row, 'p')),
    },
  },
  {
    table: 'intervals',
    goal: 1e-9,
    answers: {
      ...ends('clopper_pearson', intervals.clopperPearson),
      ...ends('wilson', intervals.wilson),
      ...ends('jeffreys', intervals.jeffreys),
    },
  },
  {
    table: 'beta_cdf_quantile',
    goal: 1e-10,
    answers: {
      cdf: (row) => betaLower(shape(row), chance(number(row, 'x'))),
      sf: (row) => betaUpper(shape(row), chance(number(row, 'x'))),
    },
  },
  {
    table: 'beta_cdf_quantile',
    goal: 1e-9,
    answers: { x: (row) => betaQuantile(shape(row), number(row, 'cdf')).yes },
  },
  {
    table: 'chisquare_gtest',
    goal: 1e-10,
    answers: {
      pearson_chi2: (row) => pearsonTest(...cells(row)).statistic,
      pearson_p: (row) => pearsonTest(...cells(row)).pValue,
      g_statistic: (row) => likelihoodRatioTest(...cells(row)).statistic,
      g_p: (row) => likelihoodRatioTest(...cells(row)).pValue,
    },
  },
  {
    table: 'multinomial_exact',
    goal: 1e-10,
    answers: { pmf: (row) => outcome(row).pmf, p_value: (row) => outcome(row).pValue },
  },
  {
    table: 'log_beta_binomial_mixture',
    goal: 1e-10,
    answers: {
      log_marginal_likelihood: (row) => logMarginalLikelihood(sample(row), prior(row)),
      log_null_likelihood: (row) => logLikelihood(sample(row), number(row, 'p_null')),
      log_e_value: (row) => logEValue(sample(row), prior(row), number(row, 'p_null')),
    },
  },
  {
    table: 'log_likelihood_ratio',
    goal: 1e-10,
    answers: {
      log_lr: (row) => {
        const one = alternative(1, number(row, 'p_numerator'), number(row, 'p_denominator'));
        return logMixture([one], number(row, 'k'), number(row, 'n') - number(row, 'k'));
      },
    },
  },
];

let missed = 0;
const rows = TABLES.flatMap(({ table, goal, answers }) => {
  const all = read(table);
  return Object.entries(answers).map(([column, answer]) => {
    const worst = Math.max(...all.map((row) => distance(answer(row), number(row, column))));
    if (!(worst <= goal)) missed++;
    return [
      table,
      column,
      all.length,
      worst.toExponential(1),
      `${worst <= goal ? '' : '✘ '}≤ ${goal.toExponential(0)}`,
    ];
  });
});
printTable(['table', 'column', 'rows', 'largest relative distance', 'goal'], rows);
process.exitCode = missed === 0 ? 0 : 1;

function read(table: string): Row[] {
  const [header = '', ...lines] = readFileSync(`test/statistics/tables/${table}.csv`, 'utf8')
    .trim()
    .split('\n');
  const columns = header.split(',');
  return lines.map((line) => {
    const values = line.split(',');
    return Object.fromEntries(columns.map((column, index) => [column, values[index] ?? '']));
  });
}

/** Relative; below 1e-30 the tables hold what 50 digits leave over of a true 0. */
function distance(actual: number, expected: number): number {
  if (actual === expected) return 0;
  return Math.abs(expected) < 1e-30 && actual === 0 ? 0 : Math.abs(actual - expected) / Math.abs(expected);
}
