import type { Scope } from './evaluation/asking.js';
import { proxyIndex } from './rules/proxy-index.js';
import type { ProxyRules, Unavailable } from './rules/rules.js';

/** A page of the frontend or of the backend, whichever is there, may have another status. */
export function unavailable(proxies: readonly ProxyRules[]): Unavailable {
  return proxies.some((proxy) => hasErrorPage(proxy, 503)) ? null : 503;
}

function hasErrorPage({ errorPages }: ProxyRules, status: number): boolean {
  return errorPages === 'all' || errorPages.has(status);
}

/** The status of HAProxy's page for a status; null if the configuration has a page of its own. */
export function pageStatus(status: number | null, { rules, frontend, proxy }: Scope): number | null {
  const { frontends, backends } = proxyIndex(rules);
  const proxies = [frontends.get(frontend), backends.get(proxy)].filter((one) => one !== undefined);
  return status !== null && proxies.some((one) => hasErrorPage(one, status)) ? null : status;
}
