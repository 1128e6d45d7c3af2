import type { Condition, KnownTest } from './condition.js';
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
  const index = { frontends: byName(frontends), backends: byName(backends), ...momentsOf(rules) };
  INDEXES.set(rules, index);
  return index;
}

function byName(proxies: readonly ProxyRules[]): ReadonlyMap<string, ProxyRules> {
  // The last one that is put in stays.
  return new Map(proxies.toReversed().map((proxy) => [proxy.name, proxy]));
}

/** What of the moment the rules look at. */
function momentsOf({ frontends, backends }: RoutingRules): Pick<ProxyIndex, 'counted' | 'limited'> {
  const counted = new Set<string>();
  let limited = false;
  for (const proxy of [...frontends, ...backends])
    for (const { condition, effect } of proxy.rules) {
      if (effect.kind === 'cached') limited = true;
      const conditions = effect.kind === 'monitor' ? [condition, ...effect.fail] : [condition];
      for (const { expression } of conditions.flatMap(testsOf)) {
        const backend = backendAsked(expression.fetch, proxy.name);
        if (backend !== null) counted.add(backend);
        limited ||= isOfMoment(expression);
      }
    }
  return { counted: [...counted], limited };
}

function testsOf(condition: Condition | null): KnownTest[] {
  if (condition === null) return [];
  const tests = condition.alternatives.flat().flatMap(({ acl }) => acl.tests);
  return tests.filter((test) => test.kind === 'known');
}
