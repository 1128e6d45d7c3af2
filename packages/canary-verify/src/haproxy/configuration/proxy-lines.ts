import type { ConfigLine, Section } from './configuration.js';

/** Rules; a proxy inherits them from the `defaults` that it uses itself, and only when that has a name. */
const RULES: ReadonlySet<string> = new Set([
  'acl',
  'http-request',
  'http-response',
  'http-after-response',
  'tcp-request',
  'tcp-response',
  'quic-initial',
]);

/** The keywords that `defaults` cannot have, so that no section inherits them. */
const NEVER: ReadonlySet<string> = new Set([
  'bind',
  'capture',
  'description',
  'filter',
  'force-persist',
  'id',
  'ignore-persist',
  'redirect',
  'server',
  'server-template',
  'stick',
  'stick-table',
  'use_backend',
  'use-server',
]);

/**
 * The lines that hold for a proxy, in the order in which HAProxy obeys them: those of its `defaults`, then its own
 * (configuration manual, sections 4 and 4.1). The latest of two lines that say the same thing differently counts. ACLs of
 * a named `defaults` are among them for its own rules only: HAProxy does not see them from the proxy's lines.
 */
export function proxyLines(section: Section): readonly ConfigLine[] {
  const { defaults } = section;
  if (defaults === null) return section.lines;
  return [...inheritedLines(defaults), ...section.lines];
}

/** Thousands of proxies share a `defaults`, and each is asked several times. */
const INHERITED = new WeakMap<Section, readonly ConfigLine[]>();

/** The lines that a proxy takes from its `defaults`. */
export function inheritedLines(defaults: Section): readonly ConfigLine[] {
  const known = INHERITED.get(defaults);
  if (known !== undefined) return known;
  const rules = defaults.name === null ? [] : defaults.lines.filter(isRule);
  const lines = [...settings(defaults), ...rules];
  INHERITED.set(defaults, lines);
  return lines;
}

/** The inherited settings, from the farthest `defaults` to the nearest. */
function settings(defaults: Section): ConfigLine[] {
  const chain: Section[] = [];
  for (let one: Section | null = defaults; one !== null; one = one.defaults) chain.unshift(one);
  return chain.flatMap(({ lines }) => lines.filter((line) => !isRule(line) && !NEVER.has(line.words[0])));
}

function isRule({ words }: ConfigLine): boolean {
  return RULES.has(words[0]);
}
