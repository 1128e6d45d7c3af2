import type { JournalRecord } from '../rollout/journal.js';
import { errorRateLeft } from '../rollout/judge.js';
import { percent, shareFigure, wholeFigure } from '../text/figures.js';

/** What the latest run of a rollout has measured, and how much of its error rate is left; nothing before the first run. */
export function rolloutEvidence(records: readonly JournalRecord[]): string[] {
  const runs = records.filter((record) => record.type === 'verdict');
  const latest = runs.at(-1);
  if (latest === undefined) return [];
  const { share, interval, requests, failed } = latest;
  const between = interval === null ? '' : ` (${interval.map(shareFigure).join(' to ')})`;
  const measured = share === null ? 'no share measured' : `${shareFigure(share)} measured${between}`;
  const left = percent(Number(errorRateLeft(runs.length).toPrecision(2)));
  return [
    measured,
    `${wholeFigure(failed)} of ${wholeFigure(requests)} requests failed`,
    `${left} of the error rate of 1 % left`,
  ];
}
