import type { JournalRecord } from '../rollout/journal.js';
import { errorRateLeft } from '../rollout/judge.js';
import { percent, shareFigure, wholeFigure } from '../text/figures.js';

/** What the latest run of a rollout has measured, and how much of its error rate is left; nothing before the first run. */
export function rolloutEvidence(records: readonly JournalRecord[]): string[] {
  const [started] = records;
  const runs = records.filter((record) => record.type === 'verdict');
  const latest = runs.at(-1);
  if (latest === undefined || started?.type !== 'started') return [];
  const { errorRate } = started.plan;
  const { share, interval, requests, failed } = latest;
  const between = interval === null ? '' : ` (${interval.map(shareFigure).join(' to ')})`;
  const measured = share === null ? 'no share measured' : `${shareFigure(share)} measured${between}`;
  const left = percent(Number(errorRateLeft(runs.length, errorRate).toPrecision(2)));
  return [
    measured,
    `${wholeFigure(failed)} of ${wholeFigure(requests)} requests failed`,
    `${left} of the error rate of ${percent(Number(errorRate.toPrecision(2)))} left`,
  ];
}
