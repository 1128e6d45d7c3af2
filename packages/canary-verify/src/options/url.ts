import { quoted, UsageError } from '../text/usage-error.js';

/** The words for the error about a URL that cannot be used. */
interface UrlWords {
  option: string;
  example: string;
  /** The place where credentials belong. */
  instead: string;
}

/** Reads an HTTP URL, with or without its scheme. Credentials in it are refused, and never quoted. */
export function readUrl({ option, example, instead }: UrlWords, written: string): URL {
  const whole = /^[a-z][a-z0-9+.-]*:\/\//i.test(written) ? written : `http://${written}`;
  // Line feeds and tabs would silently be left out.
  const url = !/\p{Control}/u.test(written) && URL.canParse(whole) ? new URL(whole) : null;
  if (url === null ? written.includes('@') : url.username !== '' || url.password !== '')
    throw new UsageError(option, `must not contain credentials: ${instead} instead`);
  if (url !== null && (url.protocol === 'http:' || url.protocol === 'https:') && url.hostname !== '')
    return url;
  throw new UsageError(option, `must be a URL, for example ${example}; got ${quoted(written)}`);
}
