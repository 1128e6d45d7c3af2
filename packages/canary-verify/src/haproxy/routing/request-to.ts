import { isIP } from 'node:net';
import type { ProbedRequest } from './rules/rules.js';

/** What a request has besides its URL. */
export type Besides = Partial<Pick<ProbedRequest, 'method' | 'headers' | 'certificate' | 'source'>>;

/**
 * A request to a URL as HAProxy sees it arrive: a GET from this machine with nothing but its Host, unless more is said.
 *
 * @example
 * requestTo(new URL('http://shop.example/cart'), { headers: [['X-Canary', 'always']] }).headers // [['Host', 'shop.example'], ['X-Canary', 'always']]
 */
export function requestTo(
  url: URL,
  { method = 'GET', headers = [], certificate = false, source = '127.0.0.1' }: Besides = {},
): ProbedRequest {
  const tls = url.protocol === 'https:';
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  return {
    method,
    path: url.pathname + url.search,
    headers: headers.some(([name]) => name.toLowerCase() === 'host')
      ? headers
      : [['Host', url.host], ...headers],
    tls,
    // An address is no name that TLS could ask for (RFC 6066, section 3).
    sni: tls && isIP(host) === 0 ? host : null,
    certificate,
    source,
    port: Number(url.port) || (tls ? 443 : 80),
  };
}
