import type { FailureCause } from '../observation/observation.js';
import { confidenceFigure, percent } from '../text/figures.js';
import type { Paint } from '../text/paint.js';
import { printable } from '../text/printable.js';
import type { ArmVerdict, Verdict } from '../verdict/verdict.js';
import { armList } from './arm-list.js';
import { evidenceRow, type Requests, requestsRow } from './text-evidence.js';

/** All arms, each in a line, and what they have in common. */
export function summary({ arms, confidence, durationMs, target }: Verdict, paint: Paint): string {
  const rows: [name: string, value: string][] = [
    ...leakRows(arms, confidence),
    ['requests', requestsRow(summed(arms), durationMs)],
    ['target', printable(target)],
  ];
  return [...armList(arms), '', ...rows.map((row) => evidenceRow(row, paint))].join('\n');
}

/** The leaks that are ruled out for arms that expect one version alone. */
function leakRows(arms: readonly ArmVerdict[], confidence: number): [name: string, value: string][] {
  const leaks = arms.flatMap(({ verdict, expected: { share, tolerance } }) =>
    verdict === 'matches' && (share === 0 || share === 1) ? [tolerance] : [],
  );
  if (leaks.length === 0) return [];
  const bound = `fewer than ${percent(Math.max(...leaks))} (${confidenceFigure(confidence)} sure)`;
  return [['elsewhere', `${bound}, for each kind that one version alone answered`]];
}

function summed(arms: readonly ArmVerdict[]): Requests {
  const sum: Requests = { requests: 0, failed: 0, failures: {}, unidentified: 0, statuses: {} };
  for (const { requests, failed, failures, unidentified, statuses } of arms) {
    sum.requests += requests;
    sum.failed += failed;
    sum.unidentified += unidentified;
    for (const [cause, count] of Object.entries(failures) as [FailureCause, number][])
      sum.failures[cause] = (sum.failures[cause] ?? 0) + count;
    for (const [status, count] of Object.entries(statuses))
      sum.statuses[status] = (sum.statuses[status] ?? 0) + count;
  }
  return sum;
}
