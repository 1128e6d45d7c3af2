import type { ProxyRules, RoutingRules } from './rules.js';

/** Proxies by their names; of several with the same name the first. */
export interface ProxyIndex {
  frontends: ReadonlyMap<string, ProxyRules>;
  backends: ReadonlyMap<string, ProxyRules>;
}

/** A configuration with a thousand backends is asked about each of its rules. */
const INDEXES = new WeakMap<RoutingRules, ProxyIndex>();

export function proxyIndex(rules: RoutingRules): ProxyIndex {
  const known = INDEXES.get(rules);
  if (known !== undefined) return known;
  const index = { frontends: byName(rules.frontends), backends: byName(rules.backends) };
  INDEXES.set(rules, index);
  return index;
}

function byName(proxies: readonly ProxyRules[]): ReadonlyMap<string, ProxyRules> {
  // The last one that is put in stays.
  return new Map(proxies.toReversed().map((proxy) => [proxy.name, proxy]));
}
