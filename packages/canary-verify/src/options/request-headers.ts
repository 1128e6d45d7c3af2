import { isSecretName, masked } from '../text/masked.js';
import { UsageError } from '../text/usage-error.js';

/** One header. */
export type Header = readonly [name: string, value: string];

/** Headers as a user gives them: by name, or in their order, where the same name may come twice. */
export type RequestHeaders = Readonly<Record<string, string>> | readonly Header[];

/** These say how the connection is used, which is the client's own affair: a length of one's own could smuggle a request. */
const CONNECTION_HEADERS: ReadonlySet<string> = new Set([
  'connection',
  'content-length',
  'expect',
  'keep-alive',
  'transfer-encoding',
  'upgrade',
]);

/**
 * Refuses what could smuggle a second header or request into the connection (RFC 9110, section 5.5). What stands in a
 * header may be a secret, also when it is written wrongly: it is never quoted.
 */
export function readHeaders(headers: RequestHeaders): readonly Header[] {
  const pairs = isList(headers) ? headers : Object.entries(headers);
  if (pairs.filter(([name]) => /^host$/i.test(name)).length > 1)
    throw new UsageError('headers', 'must not have Host twice: a server must refuse such a request');
  return pairs.map(([name, value], index): Header => {
    if (!/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name))
      throw new UsageError(
        'headers',
        `number ${index + 1}: the name contains a character that is not allowed`,
      );
    if (CONNECTION_HEADERS.has(name.toLowerCase()))
      throw new UsageError('headers', `cannot change ${name}: canary-verify sets it`);
    if (typeof value !== 'string' || /[^\t\x20-\x7e\x80-\xff]/.test(value))
      throw new UsageError(
        'headers',
        `has control characters or characters outside Latin-1 in the value of ${name}`,
      );
    return [name, value];
  });
}

function isList(headers: RequestHeaders): headers is readonly Header[] {
  return Array.isArray(headers);
}

/** Headers for all arms and those of one: its own stand for common ones of the same name, in whatever case. */
export function joinedHeaders(common: readonly Header[], own: readonly Header[]): readonly Header[] {
  const names = new Set(own.map(([name]) => name.toLowerCase()));
  return [...common.filter(([name]) => !names.has(name.toLowerCase())), ...own];
}

/** The name of a kind of request by its headers, without secrets: "X-Canary: always", "X-A: 1 + 2 + X-B: 3". */
export function headersName(headers: readonly Header[]): string {
  if (headers.length === 0) return 'unmarked';
  return shownHeaders(headers)
    .map(([name, value], index) => (headers[index - 1]?.[0] === name ? value : `${name}: ${value}`.trimEnd()))
    .join(' + ');
}

/** Headers to be shown: the values of those that may hold credentials become `***`. */
export function shownHeaders(headers: readonly Header[]): Header[] {
  return headers.map(([name, value]) => [name, isSecretName(name) ? '***' : masked(value)]);
}
