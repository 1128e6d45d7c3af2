/** Words in the names of headers, query parameters and fields that have secrets for their values. */
const SECRET_WORDS =
  'auth(?!or(?!iz))|token|secret|passw|passphrase|pwd|credential|cookie|session|signature|jwt|api[-_]?key|access[-_]?key|private[-_]?key';

/** Words that say so only when a name ends with them. */
const SECRET_ENDINGS = '(?<=^|[^a-z0-9]|%[0-9a-f]{2})(?:key|sig|sid|pass|pw)(?![\\w.-])';

const SECRET_NAME = new RegExp(`${SECRET_WORDS}|${SECRET_ENDINGS}`, 'i');

/** True if the value of a header, parameter or field with this name must be masked. */
export function isSecretName(name: string): boolean {
  return SECRET_NAME.test(name);
}

const PEM = /-----BEGIN .*/s;
/** RFC 3986, section 3.2: before the @, up to the next slash, question mark or hash. */
const USER_INFO = /(^|\/\/|[\s"'])[^\s/?#"'@]*@/g;
const SCHEME = /\b(bearer|basic|digest|negotiate)(?:\s|%20|\+)+[^\s&"',;]+/gi;
/** `name: value` up to the end of the line, as headers are; `name=value` up to the next parameter. */
const NAMED = new RegExp(
  `((?:${SECRET_WORDS})[\\w.-]{0,200}|${SECRET_ENDINGS})((?:["'[\\]]|%5b|%5d)*\\s*)(?:(:|%3a)[^\\r\\n]+|(=|%3d)[^&\\s;,"'<>#]+)`,
  'gi',
);

/** A text or a URL to be shown, without the secrets in it: credentials become `***`. */
export function masked(text: string): string {
  return text
    .replace(PEM, '***')
    .replace(USER_INFO, '$1***@')
    .replace(NAMED, (_, name, between, colon, equals) =>
      colon === undefined ? `${name}${between}${equals}***` : `${name}${between}${colon} ***`,
    )
    .replace(SCHEME, '$1 ***');
}
