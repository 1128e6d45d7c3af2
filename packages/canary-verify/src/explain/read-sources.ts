import { readConsul, readServices } from '../consul/read-consul.js';
import type { ProbedRequest } from '../haproxy/routing/rules.js';
import { readStatsPlace } from '../haproxy/runtime/stats-place.js';
import type { VerifyOptions } from '../options.js';
import type { Sources } from './sources.js';

/** Who can be asked what explains the traffic; null: nobody was named. Throws a UsageError. */
export function readSources(options: VerifyOptions, target: URL): Sources | null {
  const { haproxyStats = [], haproxyConfig = null } = options;
  const consul = readConsul(options);
  if (haproxyStats.length === 0 && haproxyConfig === null && consul === null) return null;
  return {
    consul: consul === null ? null : { url: consul.url, token: consul.token },
    haproxy: haproxyStats.map((place) => readStatsPlace(place)),
    config: haproxyConfig,
    services: readServices(options),
    unmarked: unmarkedRequest(options, target),
  };
}

/** From which address it comes is not known: rules that ask for it are left alone. */
function unmarkedRequest({ method, body }: VerifyOptions, target: URL): ProbedRequest {
  return {
    method: method ?? (body === undefined ? 'GET' : 'POST'),
    path: target.pathname + target.search,
    headers: [['Host', target.host]],
    tls: target.protocol === 'https:',
    source: '127.0.0.1',
  };
}
