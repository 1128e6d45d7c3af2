/** The words that begin a section: HAProxy's REGISTER_CONFIG_SECTION, with those of earlier and Enterprise versions. */
const SECTION_KINDS: ReadonlySet<string> = new Set([
  'global',
  'defaults',
  'frontend',
  'backend',
  'listen',
  'resolvers',
  'peers',
  'mailers',
  'userlist',
  'cache',
  'ring',
  'http-errors',
  'fcgi-app',
  'program',
  'log-forward',
  'log-profile',
  'crt-store',
  'traces',
  'namespace_list',
  'healthcheck',
  'acme',
  'dynamic-update',
  'udp-lb',
]);

/** Sections that carry traffic and inherit from `defaults`. */
const PROXIES: ReadonlySet<string> = new Set(['frontend', 'backend', 'listen']);

export function isSectionKind(word: string): boolean {
  return SECTION_KINDS.has(word);
}

export function isProxy(kind: string): boolean {
  return PROXIES.has(kind);
}
