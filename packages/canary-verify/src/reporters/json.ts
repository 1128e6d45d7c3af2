import type { Verdict } from '../verdict.js';

/** The verdict for programs: one JSON document. */
export function jsonReport(verdict: Verdict): string {
  const text = JSON.stringify(verdict, null, 2);
  // JSON leaves control characters beyond ASCII as they are, but a terminal obeys them.
  return `${text.replace(/(?!\n)[\p{Control}\p{Bidi_Control}\u2028\u2029]/gu, escaped)}\n`;
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
