import { namedText } from './named-text.js';

/** " (versions seen: 1.0.0 and 1.1.0)"; nothing if none was. */
export function seenText(versions: readonly string[]): string {
  return versions.length === 0 ? '' : ` (versions seen: ${namedText(versions)})`;
}
