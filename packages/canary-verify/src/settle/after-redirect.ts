import type { ResolvedOptions } from '../options/options.js';
import { isSecretName } from '../text/masked.js';

/** Why a redirect is not followed. */
export type Unfollowed = 'no-url' | 'elsewhere' | 'too-many';

/** The options after a redirect, and the headers that are not sent there. */
export interface Next {
  options: ResolvedOptions;
  withheld: readonly string[];
}

/**
 * Where a redirect leads. Another origin gets no secrets, and no `Host` that belongs to the first one; and where a user has
 * said how to connect, it is not followed there: that was said of the first one, too.
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

function staysHere(header: string): boolean {
  return isSecretName(header) || header.toLowerCase() === 'host';
}
