import type { ProxyRules, RoutingRules } from './rules.js';

/** The tables that are looked up again and again. */
export interface ProxyIndex {
  /** By their names; of several with the same name the first. */
  frontends: ReadonlyMap<string, ProxyRules>;
  backends: ReadonlyMap<string, ProxyRules>;
  /** Backends whose servers a condition counts (`nbsrv`). */
  counted: readonly string[];
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
  };
  INDEXES.set(rules, index);
  return index;
}

function byName(proxies: readonly ProxyRules[]): ReadonlyMap<string, ProxyRules> {
  // The last one that is put in stays.
  return new Map(proxies.toReversed().map((proxy) => [proxy.name, proxy]));
}

function countedBy({ rules }: ProxyRules): string[] {
  const terms = rules.flatMap(({ condition }) => (condition?.alternatives ?? []).flat());
  return terms
    .flatMap(({ acl }) => acl.tests)
    .flatMap((test) =>
      test.kind === 'known' && test.expression.fetch.name === 'nbsrv' ? test.expression.fetch.args : [],
    );
}
