import type { OddsAnswer } from '../statistics/odds-test.js';
import type { ErrorCount, Health, Percentiles } from '../tally/health-figures.js';
import { confidenceFigure, millisecondsFigure, shareFigure, wholeFigure } from '../text/figures.js';

/** What an answer about health stands for. */
export interface HealthTerms {
  worseRatio: number;
  confidence: number;
}

/** How the canary compares, to stand behind the figures; nothing while that is not known. */
export function comparedWords(verdict: OddsAnswer, { worseRatio, confidence }: HealthTerms): string {
  if (verdict === 'undecided') return '';
  if (verdict === 'worse') return ': worse';
  const times = Number(worseRatio.toPrecision(3));
  return `: no worse (less than ${times} times the odds, at ${confidenceFigure(confidence)})`;
}

/** "stable 25 of 6,050, canary 0 of 5,983, 73 not known whose: no worse (…)". */
export function errorsWords({ errors, worseRatio }: Health, confidence: number): string {
  const { stable, canary, unknown, limit } = errors;
  const whose = unknown === 0 ? '' : `, ${wholeFigure(unknown)} not known whose`;
  const compared = comparedWords(errors.verdict, { worseRatio, confidence });
  const below =
    limit === null || limit.verdict === 'undecided'
      ? ''
      : `; canary ${limit.verdict} ${shareFigure(limit.limit)}`;
  return `stable ${errorWords(stable)}, canary ${errorWords(canary)}${whose}${compared}${below}`;
}

/** Whether there is anything to say about errors. */
export function hasErrors({ errors: { stable, canary, unknown, limit } }: Health): boolean {
  return stable.failed + canary.failed + unknown > 0 || limit !== null;
}

/** "1.2 / 13": the median and the 99th percentile in milliseconds. */
export function latencyWords({ p50, p99 }: Percentiles): string {
  return `${millisecondsFigure(p50)} / ${millisecondsFigure(p99)}`;
}

/** "2 of 111". */
export function errorWords({ failed, requests }: ErrorCount): string {
  return `${wholeFigure(failed)} of ${wholeFigure(requests)}`;
}
