import type { OddsAnswer } from '../statistics/odds-test.js';
import type { ErrorCount, ErrorLimit, Health, Percentiles } from '../tally/health-figures.js';
import { confidenceFigure, millisecondsFigure, percent, wholeFigure } from '../text/figures.js';
import type { ArmVerdict } from '../verdict/verdict.js';
import { sideName } from './side-name.js';

/** What is compared, and what an answer stands for. */
export interface Compared {
  what: 'errors' | 'latency';
  worseRatio: number;
  confidence: number;
}

/** How the canary compares; null while that is not known. */
export function comparedWords(
  verdict: OddsAnswer,
  { what, worseRatio, confidence }: Compared,
): string | null {
  if (verdict === 'undecided') return null;
  if (verdict === 'worse') return 'canary worse';
  const times = Number(worseRatio.toPrecision(3));
  const verb = what === 'errors' ? 'fails' : 'slow';
  // The odds are less than so many times as high, and so the frequency is.
  return `no big difference (${verb} less than ${times} times as often, ${confidenceFigure(confidence)} sure)`;
}

/** ": canary worse", to stand behind the figures; nothing while it is not known. */
export function behind(compared: string | null): string {
  return compared === null ? '' : `: ${compared}`;
}

/** An arm that both versions have answered. */
export type Compare = Pick<ArmVerdict, 'shares'> & { health: Health };

/** "stable 25 of 6,050, canary 0 of 5,983, 73 not known whose: no big difference (…)". */
export function errorsWords({ health, shares }: Compare, confidence: number): string {
  const { errors, worseRatio } = health;
  const { stable, canary, unknown, limit } = errors;
  const whose = unknown === 0 ? '' : `, ${wholeFigure(unknown)} not known whose`;
  const compared = comparedWords(errors.verdict, { what: 'errors', worseRatio, confidence });
  const sides = `${sideName({ shares }, 'stable')} ${errorWords(stable)}, ${sideName({ shares }, 'canary')} ${errorWords(canary)}`;
  return `${sides}${whose}${behind(compared)}${limit === null ? '' : `; ${limitWords(limit)}`}`;
}

/** "canary shown below 1 % (--max-errors)". */
export function limitWords({ limit, verdict }: ErrorLimit): string {
  const shown = verdict === 'undecided' ? 'not shown to be below' : `shown ${verdict}`;
  return `canary ${shown} ${percent(limit)} (--max-errors)`;
}

/** Whether there is anything to say about errors. */
export function hasErrors({ errors: { stable, canary, unknown, limit } }: Health): boolean {
  return stable.failed + canary.failed + unknown > 0 || limit !== null;
}

/** "stable 1.2 / 13, canary 1.3 / 14 ms (p50 / p99): no big difference (…)"; null while one has no figures. */
export function latencySentence({ health, shares }: Compare, confidence: number): string | null {
  const { latency, worseRatio } = health;
  const { stable, canary } = latency;
  if (stable === null || canary === null) return null;
  const sides = `${sideName({ shares }, 'stable')} ${latencyWords(stable)}, ${sideName({ shares }, 'canary')} ${latencyWords(canary)}`;
  return `${sides} ms (p50 / p99)${behind(comparedWords(latency.verdict, { what: 'latency', worseRatio, confidence }))}`;
}

/** "1.2 / 13": the median and the 99th percentile in milliseconds. */
function latencyWords({ p50, p99 }: Percentiles): string {
  return `${millisecondsFigure(p50)} / ${millisecondsFigure(p99)}`;
}

/** "2 of 111". */
function errorWords({ failed, requests }: ErrorCount): string {
  return `${wholeFigure(failed)} of ${wholeFigure(requests)}`;
}
