import { readMap } from '../evaluation/maps.js';
import type { MatchMethod } from '../rules/condition.js';
import type { Expression } from '../rules/expression.js';
import type { LogFormat } from '../rules/log-format.js';
import type { ProxyRules, RoutingRules, Rule } from '../rules/rules.js';
import { firstAround } from './around.js';
import { behindVariable } from './behind-variable.js';
import { type Candidate, candidateOf, convertersOf } from './candidate.js';
import { exampleValue } from './example-value.js';
import { MOST_VALUES, needOf, type RuledFrontend } from './need.js';
import { valuesBefore } from './values-before.js';

/** The candidates of rules that take the name of a backend or a server from a header: the names, and the keys of maps. */
export function ofNames(rule: Rule, asked: RuledFrontend): Candidate[] {
  const { effect } = rule;
  if (effect.kind !== 'backend' && effect.kind !== 'server') return [];
  // Most rules name theirs, and a configuration has thousands of them.
  if (!effect.name.parts.some(({ kind }) => kind === 'sample')) return [];
  const names =
    effect.kind === 'backend' ? asked.rules.backends.map(({ name }) => name) : serverNames(asked.proxy);
  const around = firstAround(rule, asked);
  return effect.name.parts
    .flatMap((part) => (part.kind === 'sample' ? behindVariable(part.expression, asked.proxy) : []))
    .flatMap((expression) =>
      valuesFor(effect.name, expression, { names, rules: asked.rules }).flatMap((value) => {
        const need = needOf(expression.fetch, value, null);
        if (need === null) return [];
        return candidateOf(need, { around, headers: [], rule }).map((one) => ({
          ...one,
          method: mapMethod(expression) ?? one.method,
          converters: convertersOf(expression).filter((text) => !text.startsWith('map')),
        }));
      }),
    );
}

/** How the last map of an expression is looked up; null without a map. */
function mapMethod({ converters }: Expression): MatchMethod | null {
  const map = converters.findLast(({ name }) => /^map(?:_|$)/.test(name));
  if (map === undefined) return null;
  return (/^map_(\w+?)(?:_int)?$/.exec(map.name)?.[1] ?? 'str') as MatchMethod;
}

function serverNames({ serving }: ProxyRules): string[] {
  return serving.servers.map(({ name, slots }) => (slots === null ? name : `${name}${slots.first}`));
}

interface Names {
  names: readonly string[];
  rules: RoutingRules;
}

function valuesFor(format: LogFormat, { converters }: Expression, { names, rules }: Names): string[] {
  const at = converters.findLastIndex(({ name }) => /^map(?:_|$)/.test(name));
  const map = converters[at];
  if (map !== undefined) {
    const method = mapMethod({ converters } as Expression) ?? 'str';
    const keys = readMap(rules.files[map.args[0] ?? ''] ?? '').flatMap(
      ({ key }) => exampleValue(method, key) ?? [],
    );
    return keys.slice(0, MOST_VALUES * 4).flatMap((key) => valuesBefore(converters.slice(0, at), key, rules));
  }
  const [first, last] = [format.parts[0], format.parts.at(-1)];
  const before = first?.kind === 'text' ? first.text : '';
  const after = last?.kind === 'text' ? last.text : '';
  return names
    .filter((name) => name.startsWith(before) && name.endsWith(after))
    .flatMap((name) =>
      valuesBefore(converters, name.slice(before.length, name.length - after.length), rules),
    );
}
