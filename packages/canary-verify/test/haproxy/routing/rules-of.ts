import { readHaproxyConfig } from '../../../src/haproxy/configuration/read-configuration.js';
import { deduce } from '../../../src/haproxy/routing/deduce.js';
import { routingRules } from '../../../src/haproxy/routing/routing-rules.js';
import type { PatternFiles, ProbedRequest, RoutingRules } from '../../../src/haproxy/routing/rules/rules.js';

/** The rules of a frontend `front` with these lines, and of the backends stable, canary and beta with two servers each. */
export function rulesOf(lines: string, files: PatternFiles = {}): RoutingRules {
  const backends = ['stable', 'canary', 'beta'].map((name) => `backend ${name}\nserver a :1\nserver b :2`);
  const text = ['defaults', 'mode http', 'frontend front', lines, ...backends].join('\n');
  return routingRules(readHaproxyConfig([{ file: 'haproxy.cfg', text }], {}), files);
}

export function requestOf(wanted: Partial<ProbedRequest> = {}): ProbedRequest {
  return {
    method: 'GET',
    path: '/',
    headers: [],
    tls: false,
    sni: null,
    certificate: false,
    source: '127.0.0.1',
    port: null,
    ...wanted,
  };
}

/** Where requests go: each end with its share, and why something is not told. */
export function deduced(
  lines: string,
  wanted: Partial<ProbedRequest> = {},
  files: PatternFiles = {},
): object {
  const { destinations, unknown } = deduce(rulesOf(lines, files), 'front', requestOf(wanted));
  const shares = destinations.map(({ destination, share }): [string, number] => {
    if (destination.kind === 'backend') return [destination.name, share];
    if (destination.kind === 'server') return [`${destination.backend}/${destination.server}`, share];
    if (destination.kind === 'unserved') return [`${destination.backend} unserved`, share];
    return [destination.kind === 'nowhere' ? 'nowhere' : `status ${destination.status}`, share];
  });
  return {
    ...Object.fromEntries(shares),
    ...(unknown.length === 0 ? {} : { unknown: unknown.map(({ why }) => why) }),
  };
}
