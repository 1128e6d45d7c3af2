import type { Header } from './request-headers.js';

/** Reads `Name: value`; null when it has no name and colon. What a value may hold is found out later. */
export function readHeaderLine(line: string): Header | null {
  const colon = line.indexOf(':');
  return colon < 1 ? null : [trimmed(line.slice(0, colon)), trimmed(line.slice(colon + 1))];
}

/** Spaces and tabs around a value are no part of it (RFC 9110, section 5.5); line feeds are refused later. */
function trimmed(text: string): string {
  return text.replace(/^[ \t]+|[ \t]+$/g, '');
}
