import type { Band } from '../../src/statistics/split-test.js';
import type { Comparison, Settings } from './comparison.js';
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
  rules: { name: string; source: string; admitsIgnorance: boolean }[];
  expectations: { band: Band; results: JsonResult[] }[];
}

/** The comparison as plain data: the same figures as in the tables. */
export function asJson({ settings, expectations }: Comparison): JsonComparison {
  return {
    settings,
    rules: RULES.map(({ name, source, admitsIgnorance }) => ({ name, source, admitsIgnorance })),
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
  };
}
