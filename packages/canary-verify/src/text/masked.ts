/** Words in the names of headers, query parameters and fields that have secrets for their values. */
const SECRET_WORDS =
  'auth(?!or(?!iz))|token|secret|passw|passphrase|passcode|pwd|credential|cookie|session|signature|jwt|saml|csrf|xsrf|hmac|' +
  'api[-_]?key|access[-_]?key|private[-_]?key|client[-_]?key|' +
  '(?:access|activation|backup|device|invite|login|one[-_]?time|otp|recovery|reset|security|sms|user|verification)[-_]?code';

/** Words that say so only when a name ends with them. */
const SECRET_ENDINGS =
  '(?<=^|[^a-z0-9]|%[0-9a-f]{2})(?:key|sig|sid|pass|pw|pin|otp|totp|hotp|psk|mfa|2fa|cvv|cvc|ticket|nonce)(?![\\w.-])';

/** Names of query parameters that are secrets there, and only there: `code` and `state` of OAuth (RFC 6749, section 4.1.2). */
const QUERY_NAMES = '(?<=^|[?&;#\\s"\'/]|%(?:25)*(?:3f|26|23))(?:code|state|assertion|ticket|hash)';

const SECRET_NAME = new RegExp(`${SECRET_WORDS}|${SECRET_ENDINGS}`, 'i');
const SECRET_QUERY_NAME = new RegExp(
  `${SECRET_WORDS}|${SECRET_ENDINGS}|^(?:code|state|assertion|ticket|hash)$`,
  'i',
);

/** `userPin` is `user-Pin`. */
const WORDS_WITHIN = /(?<=[a-z0-9])(?=[A-Z][a-z])/g;

/** True if the value of a header, parameter or field with this name must be masked. */
export function isSecretName(name: string): boolean {
  return SECRET_NAME.test(name) || SECRET_NAME.test(name.replace(WORDS_WITHIN, '-'));
}

/** True if the value of a query parameter with this name must be masked, however often the name is percent-encoded. */
export function isSecretParameter(name: string): boolean {
  let decoded = name;
  for (let times = 0; times < MOST_ENCODINGS; times++) {
    if (SECRET_QUERY_NAME.test(decoded) || isSecretName(decoded)) return true;
    decoded = decodedOnce(decoded);
  }
  return false;
}

const MOST_ENCODINGS = 4;

/** Letters whose code is written as `%74`; what is no code stays as it is. */
function decodedOnce(text: string): string {
  return text
    .replaceAll('+', ' ')
    .replace(/%([0-7][0-9a-f])/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
}

const PEM = /-----BEGIN .*/s;
/** RFC 3986, section 3.2: before the @, up to the next slash, question mark or hash. */
const USER_INFO = /(^|\/\/|[\s"'])[^\s/?#"'@]*@/g;
/** The same in a URL that is the value of a parameter. */
const ENCODED_USER_INFO = /((?:%25)*%2f(?:%25)*%2f)(?:(?!%2f|%3f|%23|%40)[^\s&"'<>/?#@])*%40/gi;
const SCHEME = /\b(bearer|basic|digest|negotiate)(?:\s|%20|\+)+[^\s&"',;]+/gi;
/** `name: value` up to the end of the line, as headers are; `name=value` up to the next parameter. */
const NAMED = new RegExp(
  `((?:${SECRET_WORDS})[\\w.-]{0,200}|${SECRET_ENDINGS})((?:["'[\\]]|%5b|%5d)*\\s*)(?:(:|%(?:25)*3a)[^\\r\\n]+|(=|%(?:25)*3d)[^&\\s;,"'<>#]+)`,
  'gi',
);
const QUERY_NAMED = new RegExp(`(${QUERY_NAMES})(=|%(?:25)*3d)[^&\\s;,"'<>#]+`, 'gi');
/** `%74oken=value`: a name that is written in codes, in part at least; and one of several words, `userPin=1234`. */
const PARAMETER = /([\w.%+[\]-]{1,300})=([^&\s;,"'<>#]+)/g;
/** `"userPin": "1234"` in JSON. */
const MEMBER = /"([A-Za-z0-9_]{1,100})"(\s*:\s*)("(?:[^"\\]|\\.)*"?|[^\s,}\]]+)/g;

/** A text or a URL to be shown, without the secrets in it: credentials become `***`. */
export function masked(text: string): string {
  return MAY_HAVE_SECRETS.test(text) ? withoutSecrets(text) : text;
}

/** What each of the patterns needs; of ten thousand lines most have none of it. */
const MAY_HAVE_SECRETS = /[:=@"]|%(?:25)*(?:3a|3d|40)|-----BEGIN|bearer|basic|digest|negotiate/i;

function withoutSecrets(text: string): string {
  return text
    .replace(PEM, '***')
    .replace(USER_INFO, '$1***@')
    .replace(ENCODED_USER_INFO, '$1***%40')
    .replace(NAMED, (_, name, between, colon, equals) =>
      colon === undefined ? `${name}${between}${equals}***` : `${name}${between}${colon} ***`,
    )
    .replace(QUERY_NAMED, '$1$2***')
    .replace(PARAMETER, (whole, name: string) =>
      /%|[a-z0-9][A-Z]/.test(name) && isSecretParameter(name) ? `${name}=***` : whole,
    )
    .replace(MEMBER, (whole, name: string, colon: string) =>
      /[a-z0-9][A-Z]/.test(name) && isSecretName(name) ? `"${name}"${colon}***` : whole,
    )
    .replace(SCHEME, '$1 ***');
}
