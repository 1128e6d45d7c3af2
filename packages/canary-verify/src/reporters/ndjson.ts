import type { PlannedRun, Progress } from '../options/progress.js';
import type { Verdict } from '../verdict/verdict.js';

/** One line of the report: what happened, and its data. */
export type RunEvent =
  | ({ event: 'plan' } & PlannedRun)
  | ({ event: 'progress' } & Progress)
  | ({ event: 'verdict' } & Verdict);

/** An event for other programs, as one line of JSON (ndjson.org). */
export function ndjsonLine(event: RunEvent): string {
  return `${JSON.stringify(event)}\n`;
}
