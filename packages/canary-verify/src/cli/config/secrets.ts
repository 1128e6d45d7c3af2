/** Names of headers and of query parameters whose values are nobody's business. */
const SECRET_NAME =
  /authorization|cookie|token|secret|passw|credential|session|signature|(?:^|[-_])(?:key|auth)$|api[-_]?key/i;

const HIDDEN = '***';

/** A header line, `Name: value`, to be shown. */
export function maskedHeader(line: string): string {
  const colon = line.indexOf(':');
  return SECRET_NAME.test(line.slice(0, Math.max(0, colon))) ? `${line.slice(0, colon)}: ${HIDDEN}` : line;
}

/** A URL or a path to be shown, without the user, the password and what stands in query parameters that name a secret. */
export function maskedUrl(url: string): string {
  return url
    .replace(/^([a-z][a-z0-9+.-]*:\/\/)?[^/?#]*@/i, `$1${HIDDEN}@`)
    .replace(/([?&])([^=&#]+)=([^&#]*)/g, (all, before, name) =>
      SECRET_NAME.test(name) ? `${before}${name}=${HIDDEN}` : all,
    );
}

/** A text that may be anything: only how long it is. */
export function maskedText(text: string): string {
  return `${HIDDEN} (${text.length} characters)`;
}
