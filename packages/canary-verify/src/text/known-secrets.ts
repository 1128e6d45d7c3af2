/** Shorter values are masked where they stand under their name, and nowhere else: they are part of many words. */
const SHORTEST = 4;

/** Values of this length are masked inside of words, too. */
const LONG = 8;

/** Takes secrets out of a text. */
export type Hiding = (text: string) => string;

/**
 * Hides values wherever they appear: as they are, in JSON, in HTML, percent-encoded and in base64. A server may give back what
 * it got in its body, in a header or in the name of an instance.
 */
export function hiding(secrets: Iterable<string>): Hiding {
  const long = new Set([...secrets].filter((secret) => secret.length >= SHORTEST));
  if (long.size === 0) return (text) => text;
  const forms = new Set([...long].flatMap(formsOf));
  const alternatives = [...forms].sort((one, other) => other.length - one.length).map(expressionFor);
  const regex = new RegExp(alternatives.join('|'), 'gi');
  return (text) => text.replace(regex, '***');
}

function formsOf(secret: string): string[] {
  const encoded = encodeURIComponent(wellFormed(secret));
  return [
    secret,
    JSON.stringify(secret).slice(1, -1),
    encoded,
    encodeURIComponent(encoded),
    encoded.replaceAll('%20', '+'),
    secret.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;'),
    ...(secret.length < LONG ? [] : [Buffer.from(secret).toString('base64').replace(/=+$/, '')]),
  ];
}

function wellFormed(text: string): string {
  return text.replace(/[\ud800-\udfff]/g, '\ufffd');
}

/** The case of letters does not matter: servers write headers in capitals, and a secret is not worth the difference. */
function expressionFor(text: string): string {
  const escaped = text.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&');
  return text.length >= LONG ? escaped : `(?<![A-Za-z0-9])${escaped}(?![A-Za-z0-9])`;
}

/** The secrets in a header: its value, and what a value of that kind is made of. */
export function secretsInHeader(name: string, value: string): string[] {
  const lower = name.toLowerCase();
  if (lower === 'cookie' || lower === 'set-cookie') return [value, ...secretsInCookies(value)];
  const [, credentials] = /^[A-Za-z][\w-]*\s+(\S.*)$/.exec(value) ?? [];
  if (credentials === undefined) return [value];
  return [value, credentials, ...(/^basic\s/i.test(value) ? secretsInBasic(credentials) : [])];
}

/** A cookie may be a mark, `canary=always`: its value alone is hidden only where it is no ordinary word. */
function secretsInCookies(value: string): string[] {
  return value.split(';').flatMap((pair) => {
    const [, one = ''] = /=\s*"?([^"]*)"?\s*$/.exec(pair) ?? [];
    return one.length >= LONG ? [one] : [];
  });
}

function secretsInBasic(credentials: string): string[] {
  const decoded = Buffer.from(credentials, 'base64').toString();
  const [, password = ''] = /^[^:]*:(.*)$/s.exec(decoded) ?? [];
  return [decoded, password];
}

/** Fields with words of ours, which are no texts of others. */
const OWN_WORDS: ReadonlySet<string> = new Set([
  ...['kind', 'verdict', 'firstHop', 'track', 'expected', 'connectionMode', 'open', 'method', 'rule'],
  ...['cause', 'why', 'what', 'by'],
]);

/** Fields whose names are texts of others, too. */
const NAMED_BY_OTHERS: ReadonlySet<string> = new Set(['versions', 'instances']);

/** A copy of a report with all texts of others in it changed. */
export function withTexts<Data>(data: Data, change: Hiding, field = ''): Data {
  if (typeof data === 'string') return (isOwnWord(field, data) ? data : change(data)) as Data;
  if (Array.isArray(data)) return data.map((one) => withTexts(one, change, field)) as Data;
  if (typeof data !== 'object' || data === null) return data;
  const changed: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(data)) {
    const free = NAMED_BY_OTHERS.has(field) ? freeName(changed, change(name)) : name;
    changed[free] = withTexts(value, change, name);
  }
  return changed as Data;
}

/** `cause` is `refused`, or what Consul has said. */
function isOwnWord(field: string, text: string): boolean {
  return OWN_WORDS.has(field) && /^[a-z0-9-]{1,24}$/.test(text);
}

/** Two names that become the same one stay two: `***` and `*** (2)`. */
function freeName(taken: object, name: string): string {
  let free = name;
  for (let number = 2; Object.hasOwn(taken, free); number++) free = `${name} (${number})`;
  return free;
}
