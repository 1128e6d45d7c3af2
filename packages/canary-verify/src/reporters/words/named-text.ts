import { wholeFigure } from '../../text/figures.js';
import { printable } from '../../text/printable.js';

/** More names than this are counted. */
const MOST_NAMED = 4;

/** "v1, v2, v3, v4 and 3 more". */
export function namedText(names: readonly string[], most: number = MOST_NAMED, more = 'more'): string {
  const rest = names.length - most;
  const shown = names.slice(0, most).map((one) => printable(one));
  if (rest > 0) shown.push(`${wholeFigure(rest)} ${more}`);
  const last = shown.pop() ?? '';
  return shown.length === 0 ? last : `${shown.join(', ')} and ${last}`;
}
