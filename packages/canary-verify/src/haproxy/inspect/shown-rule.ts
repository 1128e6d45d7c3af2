import { isSecretName, masked } from '../../text/masked.js';

/** A fetch with the name of a header, a cookie or a parameter, its flags, and what it is held against. */
const COMPARED =
  /\b([\w.]+)\(([^(),]+)([^()]*\))((?:,\w+(?:\([^()]*\))?)*)((?:\s+-\w(?:\s+\w+)?)*)\s+([^{}]*[^{}\s])/g;

const LONGEST = 1_000;

/** Directives whose values are secrets. */
const SECRETS = /\b(stats\s+auth|(?:insecure-)?password|tcp-md5sig|(?:pre)?setenv\s+\S+)\s+\S.*?(?=\s|$)/g;

/** A line of a configuration to be shown: passwords are not, nor what a secret header is held against. */
export function shownRule(text: string): string {
  const shortened = text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
  return masked(shortened)
    .replace(SECRETS, '$1 ***')
    .replace(COMPARED, (whole, fetch, name, rest, converters, flags) =>
      isSecretName(name) ? `${fetch}(${name}${rest}${converters}${flags} ***` : whole,
    );
}

/**
 * Whether a header to insert may be shown: nobody prints tokens. A cookie may, unless it is one's own that says who a
 * client is: it only marks a request here.
 */
export function isShownHeader([name, value]: readonly [name: string, value: string]): boolean {
  if (name.toLowerCase() !== 'cookie') return !isSecretName(name);
  return value.split(';').every((pair) => !isSecretName(pair.split('=')[0] ?? ''));
}
