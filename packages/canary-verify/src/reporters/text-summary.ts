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
function leakRows(all: readonly ArmVerdict[], confidence: number): [name: string, value: string][] {
  const arms = all.filter(
    ({ verdict, expected: { share } }) => verdict === 'matches' && (share === 0 || share === 1),
  );
  const sure = `(${confidenceFigure(confidence)} sure)`;
  const alone = arms.filter(({ together }) => together === null);
  const joint = arms.filter(({ together }) => together !== null);
  const rows: [name: string, value: string][] = [];
  if (alone.length > 0) {
    const others = joint.length > 0 ? `each of ${alone.length} kinds` : 'each kind';
    rows.push(['elsewhere', `${largestOf(alone)} ${sure}, for ${others} that one version alone answered`]);
  }
  const [first] = joint;
  if (first?.together != null) {
    const together = `fewer than ${percent(first.together)} of all ${joint.length} near misses`;
    rows.push(['together', `${together}, ${largestOf(joint)} of each ${sure}`]);
  }
  return rows;
}

function largestOf(arms: readonly ArmVerdict[]): string {
  return `fewer than ${percent(Math.max(...arms.map(({ expected }) => expected.tolerance)))}`;
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
