/** What stands in the place of a credential. */
const HIDDEN = '***';

/** A name that says that a credential comes after it, and what stands in between. A quote that begins the credential comes next. */
const NAMED = String.raw`(?:\b(?:pass|pw|sig)|\bauth(?=\s*=)|(?:password|passwd|passphrase|passcode|pwd|secret|token|(?:api|access|account|private|session)[-_]?key|session[-_]?id|credentials?|signature|authorization)[\w-]{0,40})(?:\\?["'])?\s*(?:=>|[=:])\s*`;

/**
 * Forms of credentials, and what remains of each. A password in a URL may hold slashes and blanks and even an `@`: all up
 * to the last one is hidden, for a little less of a message is better than half a password.
 */
const FORMS: readonly [form: RegExp, shown: string][] = [
  [/([a-z][a-z0-9+.-]*:\/\/)[^\s"'`<>]*@/gi, `$1${HIDDEN}@`],
  // A blank in the password: not a port, and an `@` later on.
  [/([a-z][a-z0-9+.-]*:\/\/[^\s/@:"']*:)(?!\d{1,5}(?:[/?#\s"',;)]|$))[^@\n"']*@/gi, `$1${HIDDEN}@`],
  // No host at all behind it, and what is there is no port either.
  [/([a-z][a-z0-9+.-]*:\/\/[^\s/@:"'[\]]*:)(?!\*\*\*|\d{1,5}(?![\w@-]))[^\s"']+/gi, `$1${HIDDEN}`],
  [/(authorization["']?\s*[:=]\s*["']?\w+)\s+[^\n]+/gi, `$1 ${HIDDEN}`],
  [/\b(bearer|basic)\s+[\w.~+/=-]{8,}/gi, `$1 ${HIDDEN}`],
  // The same without a scheme: a host that others write after two slashes.
  [/(^|[\s"'=(])(\/\/[^\s/@:"']*:)[^\s@"']*@/g, `$1$2${HIDDEN}@`],
  [/(^|[\s"'=(,])([\w.%+-]+:)(?!\*\*\*)[^\s@"'/]+@(?=[\w[(])/g, `$1$2${HIDDEN}@`],
  // Between semicolons there may be blanks in it.
  [/(;\s*(?:password|pwd)\s*=\s*)(?!["'])[^;\n]*/gi, `$1${HIDDEN}`],
  // The words of a command, and a sentence that quotes it.
  [/(\s--?(?:[\w-]+-)?(?:password|passphrase|secret|token|key)\s+)(?!["'-])\S+/gi, `$1${HIDDEN}`],
  [/\b((?:password|passphrase|secret|token)\s+)(["'])(?!\*\*\*)(?:(?!\2)[^\n])+/gi, `$1$2${HIDDEN}`],
  [new RegExp(`(${NAMED})(\\\\?["'])(?!\\*\\*\\*)(?:(?!\\2)[^\\n])*`, 'gi'), `$1$2${HIDDEN}`],
  [new RegExp(`(${NAMED})(?!\\*\\*\\*|\\\\?["']|bearer |basic )[^\\s"'&,;)}\\]]+`, 'gi'), `$1${HIDDEN}`],
  [/\b(cookie\s*:\s*[^=;\s]+=)[^;\s]+/gi, `$1${HIDDEN}`],
  // Consul's own are UUIDs.
  [/\b(token\s+)[0-9a-f]{8}-[0-9a-f-]{27}/gi, `$1${HIDDEN}`],
  // Tokens that say themselves what they are: of GitHub, GitLab, Slack, AWS, npm, Stripe, OpenAI, Google, SendGrid, and JSON Web Tokens.
  [
    /\b(?:gh[opsur]_\w{16,}|github_pat_\w{16,}|glpat-[\w-]{16,}|xox[abeprs]-[\w-]{10,}|A[KS]IA[A-Z0-9]{16}|npm_\w{30,}|[rs]k_live_\w{10,}|sk-[\w-]{20,}|AIza[\w-]{30,}|SG\.[\w-]{10,}\.[\w-]+|eyJ[\w-]{8,}\.[\w-]+\.[\w-]*)/g,
    HIDDEN,
  ],
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g, HIDDEN],
];

/** The text without what looks like a credential. */
export function withoutCredentials(text: string): string {
  return FORMS.reduce((safe, [form, shown]) => safe.replace(form, shown), text);
}

/** A URL or path of a repository without the user that it may begin with, and without what else looks like a credential. */
export function withoutUser(source: string): string {
  return withoutCredentials(source.replace(/^([a-z][a-z0-9+.-]*:\/\/)\S*@/i, '$1'));
}
