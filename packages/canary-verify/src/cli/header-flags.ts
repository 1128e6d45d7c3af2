import type { Header } from '../options/request-headers.js';
import { UsageError } from '../text/usage-error.js';

/** Reads `Name: value`; null when it has no name and colon. What a value may hold is found out later. */
export function readHeaderLine(line: string): Header | null {
  const colon = line.indexOf(':');
  return colon < 1 ? null : [trimmed(line.slice(0, colon)), trimmed(line.slice(colon + 1))];
}

/** Spaces and tabs around a value are no part of it (RFC 9110, section 5.5); line feeds are refused later. */
function trimmed(text: string): string {
  return text.replace(/^[ \t]+|[ \t]+$/g, '');
}

/** Reads headers. A header may be a secret, so none is quoted. */
export function readHeaderFlags(flags: readonly string[]): Header[] {
  return flags.map((flag, index) => {
    const header = readHeaderLine(flag);
    if (header !== null) return header;
    throw new UsageError('header', `must be 'Name: value'; number ${index + 1} has no name and colon`);
  });
}
