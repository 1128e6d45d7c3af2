import type { Band } from '../../src/statistics/split-test.js';
import type { Comparison, Settings } from './comparison.js';
import type { MadeFor } from './rule.js';
import { RULES } from './rules/index.js';

/** One rule in one case; the first three are fractions of the runs. */
export interface JsonResult {
  rule: string;
  trueShare: number;
  matches: number;
  differs: number;
  undecided: number;
  meanRequests: number;
}

export interface JsonComparison {
  settings: Settings;
  rules: { name: string; source: string; admitsIgnorance: boolean; made: MadeFor | null }[];
  expectations: { band: Band; results: JsonResult[] }[];
  /** Published tests at the splits that they are made for: the fraction of runs that pass. */
  own: { rule: string; share: number; passes: { trueShare: number; matches: number }[] }[];
}

/** The comparison as plain data: the same figures as in the tables. */
export function asJson({ settings, expectations, own }: Comparison): JsonComparison {
  return {
    settings,
    rules: RULES.map(({ name, source, admitsIgnorance, made }) => ({ name, source, admitsIgnorance, made })),
    expectations: expectations.map(({ band, cases }) => ({
      band,
      results: cases.flatMap(({ trueShare, tallies }) =>
        tallies.map(({ rule, matches, differs, undecided, meanRequests }) => ({
          rule: rule.name,
          trueShare,
          matches: matches / settings.streams,
          differs: differs / settings.streams,
          undecided: undecided / settings.streams,
          meanRequests,
        })),
      ),
    })),
    own: own.map(({ rule, share, cases }) => ({
      rule: rule.name,
      share,
      passes: cases.map(({ trueShare, tally }) => ({ trueShare, matches: tally.matches / settings.streams })),
    })),
  };
}
