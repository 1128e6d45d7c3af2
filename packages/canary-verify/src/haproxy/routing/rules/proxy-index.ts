import type { KnownTest } from './condition.js';
import { backendAsked, isOfMoment } from './moment-fetches.js';
import type { ProxyRules, RoutingRules } from './rules.js';

/** The tables that are looked up again and again. */
export interface ProxyIndex {
  /** By their names; of several with the same name the first. */
  frontends: ReadonlyMap<string, ProxyRules>;
  backends: ReadonlyMap<string, ProxyRules>;
  /** Backends whose servers a condition counts or asks for (`nbsrv`, `srv_is_up`). */
  counted: readonly string[];
  /** Some rule goes by a limit, or by what a cache holds. */
  limited: boolean;
}

/** A configuration with a thousand backends is asked about each of its rules. */
const INDEXES = new WeakMap<RoutingRules, ProxyIndex>();

export function proxyIndex(rules: RoutingRules): ProxyIndex {
  const known = INDEXES.get(rules);
  if (known !== undefined) return known;
  const { frontends, backends } = rules;
  const index = {
    frontends: byName(frontends),
    backends: byName(backends),
    counted: [...new Set([...frontends, ...backends].flatMap(countedBy))],
    limited: [...frontends, ...backends].some(isLimited),
  };
  INDEXES.set(rules, index);
  return index;
}

function byName(proxies: readonly ProxyRules[]): ReadonlyMap<string, ProxyRules> {
  // The last one that is put in stays.
  return new Map(proxies.toReversed().map((proxy) => [proxy.name, proxy]));
}

function testsOf({ rules }: ProxyRules): KnownTest[] {
  const conditions = rules.flatMap(({ condition, effect }) => [
    ...(condition === null ? [] : [condition]),
    ...(effect.kind === 'monitor' ? effect.fail : []),
  ]);
  const tests = conditions.flatMap(({ alternatives }) => alternatives.flat()).flatMap(({ acl }) => acl.tests);
  return tests.filter((test) => test.kind === 'known');
}

function countedBy(proxy: ProxyRules): string[] {
  return testsOf(proxy).flatMap(({ expression: { fetch } }) => backendAsked(fetch, proxy.name) ?? []);
}

function isLimited(proxy: ProxyRules): boolean {
  return (
    proxy.rules.some(({ effect }) => effect.kind === 'cached') ||
    testsOf(proxy).some(({ expression }) => isOfMoment(expression))
  );
}
