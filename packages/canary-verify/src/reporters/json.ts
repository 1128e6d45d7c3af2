import type { Verdict } from '../verdict/verdict.js';

/** The verdict for programs: one JSON document. */
export function jsonReport(verdict: Verdict): string {
  return jsonText(verdict, 2);
}

/** The same in one line. */
export function jsonLine(verdict: Verdict): string {
  return jsonText(verdict, 0);
}

/** A document that a terminal may show. */
export function jsonText(document: object, indent: number): string {
  const text = JSON.stringify(document, null, indent);
  // JSON leaves control characters beyond ASCII as they are, but a terminal obeys them.
  return `${text.replace(/(?!\n)[\p{Control}\p{Bidi_Control}\u2028\u2029]/gu, escaped)}\n`;
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
