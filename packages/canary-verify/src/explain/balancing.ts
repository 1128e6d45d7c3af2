import {
  deduce,
  type HaproxyConfig,
  loadPatternFiles,
  type ProbedRequest,
  type RoutingRules,
  routingRules,
  type ServerPool,
  type Stickiness,
  serverPools,
} from '../haproxy/index.js';
import type { Arm } from '../options/arms.js';
import type { Balancing, LoadBalancing } from '../options/balancing.js';
import type { ResolvedOptions } from '../options/options.js';

/** How HAProxy spreads each kind of request, by its configuration. Empty without one. */
export function balancingOf({ sources, arms }: ResolvedOptions): ReadonlyMap<Arm, Balancing> {
  if (sources === null || sources.config === null) return new Map();
  const { config, unmarked } = sources;
  const pools = serverPools(config).filter(({ servers }) => servers.length > 0);
  const rules = routingRules(config, loadPatternFiles(config).files);
  return new Map(
    arms.map((arm) => {
      const request = { ...unmarked, headers: [...unmarked.headers, ...arm.headers] };
      const reached = reachedBackends(config, rules, request);
      const own = reached === null ? pools : pools.filter(({ name }) => reached.has(name));
      return [arm, { keeps: own.some(keepsClient), follows: own.flatMap(followed)[0] ?? null }];
    }),
  );
}

/** The backends that a request may reach through any frontend; null if a rule leaves it open: then any of them may be. */
function reachedBackends(
  { sections }: HaproxyConfig,
  rules: RoutingRules,
  request: ProbedRequest,
): ReadonlySet<string> | null {
  const own = sections.flatMap(({ kind, name }) => (kind === 'listen' && name !== null ? [name] : []));
  const ways = rules.frontends.map(({ name }) => deduce(rules, name, request));
  if (ways.length === 0 || ways.some(({ unknown }) => unknown.length > 0)) return null;
  const destinations = ways.flatMap((way) => way.destinations.map(({ destination }) => destination));
  return new Set([
    ...own,
    ...destinations.flatMap((one) =>
      one.kind === 'backend' ? [one.name] : one.kind === 'server' ? [one.backend] : [],
    ),
  ]);
}

/** Whether requests of one client, without a cookie, go to one of several servers. */
function keepsClient({ stickiness, servers }: ServerPool): boolean {
  const [first, ...others] = servers;
  return (others.length > 0 || first?.count !== 1) && stickiness.some(bySameKey);
}

/** What differs from request to request, or from connection to connection, keeps nobody. We send no cookie that was set. */
function bySameKey({ kind, key }: Stickiness): boolean {
  return (kind === 'hash' || kind === 'stick-table') && !/rand|uuid|unique-id|date|src_port|fc_id/.test(key);
}

/** Algorithms that look at what is under way on each server. */
const BY_LOAD: ReadonlySet<string> = new Set(['leastconn', 'random', 'first']);

function followed({ name, balance, servers }: ServerPool): LoadBalancing[] {
  const one = servers.length === 1 && servers[0]?.count === 1;
  // Without a place it is HAProxy's default, which nobody has chosen.
  if (one || balance === null || balance.place === null || !BY_LOAD.has(balance.algorithm)) return [];
  return [{ backend: name, text: balance.text, place: balance.place }];
}
