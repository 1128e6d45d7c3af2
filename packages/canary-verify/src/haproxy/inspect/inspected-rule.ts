import type { Condition } from '../routing/rules/condition.js';
import { constantText } from '../routing/rules/log-format.js';
import { proxyIndex } from '../routing/rules/proxy-index.js';
import type { ProxyRules, RoutingRules, Rule } from '../routing/rules/rules.js';
import type { DeducedDoor } from './inspect-doors.js';
import type { InspectedRule } from './inspection.js';
import { shownRule } from './shown-rule.js';

/** The rules that choose servers in the backends that requests without a mark, or constant rules, lead to. */
export function serverRules(
  proxy: ProxyRules,
  doors: readonly DeducedDoor[],
  { rules }: { rules: RoutingRules },
): InspectedRule[] {
  const named = proxy.rules.flatMap(({ effect }) =>
    effect.kind === 'backend' ? (constantText(effect.name) ?? []) : [],
  );
  const reached = doors.flatMap(({ deduction }) =>
    deduction.destinations.flatMap(({ destination: end }) =>
      end.kind === 'backend' ? end.name : end.kind === 'server' ? end.backend : [],
    ),
  );
  const { backends } = proxyIndex(rules);
  return [...new Set([...named, ...reached, ...(proxy.kind === 'listen' ? [proxy.name] : [])])].flatMap(
    (name) =>
      (backends.get(name)?.rules ?? [])
        .filter(({ phase }) => phase === 'use-server')
        .map((rule) => inspectedRule(rule, name)),
  );
}

/** A rule as it is shown. `owner`: the backend that it stands in, of a rule that chooses servers. */
export function inspectedRule(
  { place, phase, text, condition, effect }: Rule,
  owner: string | null = null,
): InspectedRule {
  const when = /\s(?:if|unless)\s.*$/s.exec(text)?.[0].trim();
  return {
    place,
    phase,
    text: shownRule(text),
    condition: condition === null || when === undefined ? null : shownRule(when),
    backend: effect.kind === 'backend' ? effect.name.text : effect.kind === 'server' ? owner : null,
    server: effect.kind === 'server' ? effect.name.text : null,
    acls: namedAcls(condition),
  };
}

/** Each once, in the order of the condition. */
function namedAcls(condition: Condition | null): InspectedRule['acls'] {
  const acls = new Map(
    (condition?.alternatives ?? [])
      .flat()
      .flatMap(({ acl: { name, tests } }) => (name === null ? [] : [[name, tests]])),
  );
  return [...acls].map(([name, tests]) => ({ name, tests: tests.map(({ text }) => shownRule(text)) }));
}
