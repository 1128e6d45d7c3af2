import type { Verdict } from '../verdict.js';

/** The verdict for programs: one JSON document. */
export function jsonReport(verdict: Verdict): string {
  return `${JSON.stringify(verdict, null, 2)}\n`;
}
