import { doubtExpression } from './asking.js';
import { type Fetch, headerValues } from './header-fetches.js';
import { str } from './sample-value.js';

/** A part of path and query; null if there is none. */
export const ofUri =
  (part: (uri: string) => string | null): Fetch =>
  (_, asking) => {
    const { uri } = asking.message;
    if (typeof uri !== 'string') return [uri];
    if (!uri.startsWith('/') && uri !== '*')
      return [doubtExpression(asking, 'the path does not begin with a slash any more')];
    const found = part(uri);
    return found === null ? [] : [str(found)];
  };

export const pathOf = (uri: string): string | null => (uri === '*' ? null : (uri.split('?', 1)[0] as string));
export const queryOf = (uri: string): string | null =>
  uri.includes('?') ? uri.slice(uri.indexOf('?') + 1) : null;

/** The first `Host`, and the path after it. */
export const base: Fetch = (args, asking) => {
  const [host] = headerValues('host', false, asking);
  if (host !== undefined && host.kind !== 'str') return [host];
  const [path] = ofUri(pathOf)(args, asking);
  if (host === undefined || host.value === '') return path === undefined ? [] : [path];
  if (path === undefined) return [host];
  return [path.kind === 'str' ? str(host.value + path.value) : path];
};
