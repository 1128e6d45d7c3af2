import { type Row, readTable } from './tables.js';

const COLUMNS = [
  'counts',
  'expected_probabilities',
  'df',
  'pearson_chi2',
  'pearson_p',
  'g_statistic',
  'g_p',
] as const;
export type FitColumn = (typeof COLUMNS)[number];

/** The reference table of both tests of fit. */
export function readFitTable(): Row<FitColumn>[] {
  return readTable('chisquare_gtest', COLUMNS);
}
