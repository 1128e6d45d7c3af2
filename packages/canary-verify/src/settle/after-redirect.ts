import type { ResolvedOptions } from '../options/options.js';

/** Why a redirect is not followed. */
export type Unfollowed = 'no-url' | 'elsewhere' | 'too-many' | 'marked';

/** The options after a redirect, and the headers that are not sent there. */
export interface Next {
  options: ResolvedOptions;
  withheld: readonly string[];
}

/**
 * Where a redirect leads. Another origin gets only headers that are known to be harmless, for any other may be a secret; and where a
 * user has said how to connect, it is not followed there: that was said of the first one, too. Nor is it where the kinds of
 * request would be alike without the headers that are withheld.
 */
export function afterRedirect(options: ResolvedOptions, location: string): Next | Unfollowed {
  if (!URL.canParse(location, options.target.href)) return 'no-url';
  const target = new URL(location, options.target);
  if (target.protocol !== 'http:' && target.protocol !== 'https:') return 'no-url';
  // RFC 9110, section 4.2.4: credentials in a URL are not to be used.
  target.username = target.password = '';
  if (target.origin === options.target.origin) return { options: { ...options, target }, withheld: [] };
  if (options.request.via.kind !== 'direct') return 'elsewhere';
  const { arms, request } = options;
  if (becomeAlike(arms)) return 'marked';
  const [first, ...rest] = arms;
  const names = arms.flatMap(({ headers }) => headers.map(([name]) => name).filter(staysHere));
  return {
    options: {
      ...options,
      target,
      arms: [forStrangers(first), ...rest.map(forStrangers)],
      request: { ...request, tls: { ...request.tls, cert: null, key: null } },
    },
    withheld: [...new Set(names)],
  };
}

function forStrangers(arm: ResolvedOptions['arms'][0]): ResolvedOptions['arms'][0] {
  return { ...arm, headers: arm.headers.filter(([name]) => !staysHere(name)) };
}

/**
 * Headers that say nothing of a client but what it can read and what it is, and the customary names of marks. An allow list: a
 * secret may have any other name.
 */
const HARMLESS: ReadonlySet<string> = new Set([
  ...['accept', 'accept-charset', 'accept-encoding', 'accept-language', 'cache-control', 'content-language'],
  ...['content-type', 'dnt', 'pragma', 'priority', 'user-agent', 'x-canary', 'x-service-track'],
]);

function staysHere(header: string): boolean {
  return !HARMLESS.has(header.toLowerCase());
}

/** Whether two kinds of request that differ are alike without what is withheld. */
function becomeAlike(arms: ResolvedOptions['arms']): boolean {
  const kinds = (list: readonly ResolvedOptions['arms'][0][]) =>
    new Set(list.map(({ headers }) => JSON.stringify(headers))).size;
  return kinds(arms.map(forStrangers)) < kinds(arms);
}
