import { readHeaderLine } from '../options/header-line.js';
import type { Header } from '../options/request-headers.js';
import { UsageError } from '../text/usage-error.js';

/** Reads headers. A header may be a secret, so none is quoted. */
export function readHeaderFlags(flags: readonly string[]): Header[] {
  return flags.map((flag, index) => {
    const header = readHeaderLine(flag);
    if (header !== null) return header;
    throw new UsageError('header', `must be 'Name: value'; number ${index + 1} has no name and colon`);
  });
}
