import type { OddsAnswer } from '../statistics/odds-test.js';
import type { ErrorCount, Percentiles } from '../tally/health.js';
import { millisecondsFigure, wholeFigure } from '../text/figures.js';

/** How the canary compares, to stand behind the figures; nothing while that is not known. */
export function comparedWords({ verdict }: { verdict: OddsAnswer }): string {
  return verdict === 'undecided' ? '' : `: ${verdict}`;
}

/** "1.2 / 13": the median and the 99th percentile in milliseconds. */
export function latencyWords({ p50, p99 }: Percentiles): string {
  return `${millisecondsFigure(p50)} / ${millisecondsFigure(p99)}`;
}

/** "2 of 111". */
export function errorWords({ failed, requests }: ErrorCount): string {
  return `${wholeFigure(failed)} of ${wholeFigure(requests)}`;
}
