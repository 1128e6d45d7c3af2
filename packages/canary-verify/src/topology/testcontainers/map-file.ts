import { quoted, UsageError } from '../../text/usage-error.js';

/** The text of a map file (HAProxy's manual, section 7.3.1, `map`). Throws a UsageError for what HAProxy would read otherwise. */
export function mapFileText(entries: Iterable<readonly [string, string]>): string {
  return [...entries].map(([key, value]) => `${writtenKey(key)} ${writtenValue(value)}\n`).join('');
}

/** Where a map lies in the container, as the configuration calls it. */
export function mapPath(path: string): string {
  if (/^\/[^\s;\\]+$/.test(path)) return path;
  throw new UsageError(
    'withMap',
    `must be given the path that the configuration names, such as /etc/haproxy/share.map; got ${quoted(path)}`,
  );
}

function writtenKey(key: string): string {
  if (/^[^\s#]\S*$/.test(key)) return key;
  throw new UsageError('withMap', `must be given keys without spaces; got ${quoted(key)}`);
}

function writtenValue(value: string): string {
  if (/^\S([^\n\r]*\S)?$/.test(value)) return value;
  throw new UsageError('withMap', `must be given values of one line; got ${quoted(value)}`);
}
