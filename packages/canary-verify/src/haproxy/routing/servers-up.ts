import { deduce } from './deduce.js';
import { proxyIndex } from './rules/proxy-index.js';
import type { Deduction, ProbedRequest, RoutingRules, ServersUp } from './rules/rules.js';

/** The end of a request while all servers of some backends are up. */
export interface WhileUp {
  deduction: Deduction;
  /** Those that matter; empty: it is so in any case. */
  whileUp: readonly string[];
}

/**
 * The end of a request. If a rule counts servers (`nbsrv`), all servers are assumed to be up, for as few
 * backends as are needed to get a definite answer.
 *
 * @throws RangeError when there is no such frontend.
 */
export function deduceWhileUp(rules: RoutingRules, frontend: string, request: ProbedRequest): WhileUp {
  const during = (whileUp: readonly string[]): WhileUp => {
    return { deduction: deduce(rules, frontend, request, allUp(rules, whileUp)), whileUp };
  };
  const whole = findWhileFewestUp(rules, (whileUp) => {
    const found = during(whileUp);
    return found.deduction.unknown.length === 0 ? found : null;
  });
  return whole ?? during([]);
}

/**
 * The first result that is found: without an assumption, else with all servers up, for as few backends as are
 * needed of those whose servers the rules count. Null if there is none even with all servers up.
 */
export function findWhileFewestUp<Found>(
  rules: RoutingRules,
  find: (whileUp: readonly string[]) => Found | null,
): Found | null {
  const { counted } = proxyIndex(rules);
  const inAnyCase = find([]);
  if (inAnyCase !== null || counted.length === 0) return inAnyCase;
  let found = find(counted);
  let needed = counted;
  if (found === null) return null;
  for (const name of counted) {
    const others = needed.filter((other) => other !== name);
    const withoutIt = find(others);
    if (withoutIt === null) continue;
    found = withoutIt;
    needed = others;
  }
  return found;
}

/** All servers of these backends. */
export function allUp(rules: RoutingRules, names: readonly string[]): ServersUp {
  const { backends } = proxyIndex(rules);
  return Object.fromEntries(
    names.flatMap((name) => {
      const backend = backends.get(name);
      return backend === undefined ? [] : [[name, backend.servers]];
    }),
  );
}
