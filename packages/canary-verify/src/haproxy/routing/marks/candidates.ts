import type { ProxyRules, RoutingRules } from '../rules/rules.js';
import { behindFrontend } from './behind-frontend.js';
import type { Candidate } from './candidate.js';
import { ofCondition } from './of-condition.js';
import { ofNames } from './of-names.js';

/** No more than these in all. */
const MOST_CANDIDATES = 400;

/** All that the rules of a frontend, and of the backends behind it, ask of headers and cookies. Each is tried before it becomes a mark. */
export function candidates(rules: RoutingRules, proxy: ProxyRules): Candidate[] {
  const asked = { rules, proxy };
  const direct = proxy.rules.flatMap((rule) => [
    ...(rule.condition === null ? [] : ofCondition(rule, rule.condition, asked)),
    ...ofNames(rule, asked),
  ]);
  return unlike([...direct, ...behindFrontend(asked)]).slice(0, MOST_CANDIDATES);
}

/** The same headers in another order are the same. */
function unlike(all: readonly Candidate[]): Candidate[] {
  const seen = new Map<string, Candidate>();
  for (const one of all) {
    const key = JSON.stringify([[...one.headers].sort(), one.query, one.around]);
    if (!seen.has(key)) seen.set(key, one);
  }
  return [...seen.values()];
}
