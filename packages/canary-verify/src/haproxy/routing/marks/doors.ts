import { readMap } from '../evaluation/maps.js';
import { expressionsIn } from '../rules/effect.js';
import type { Expression } from '../rules/expression.js';
import { constantText } from '../rules/log-format.js';
import type { ProxyRules, RoutingRules, Rule } from '../rules/rules.js';
import { behindVariable } from './behind-variable.js';
import { exampleValue } from './example-value.js';
import { MOST_VALUES, type Need, needOf, type RuledFrontend } from './need.js';
import { needsOf } from './needs.js';

/** A host, a path and an address of the client that rules tell apart from others; null where they do not. */
export interface Door {
  host: string | null;
  path: string | null;
  source: string | null;
}

/**
 * The hosts and paths that the rules of a frontend ask for, together where one rule asks for both. Those of rules that lead to
 * certain backends come first.
 */
export function doorsOf(
  rules: RoutingRules,
  proxy: ProxyRules,
  { most, first }: { most: number; first: ReadonlySet<string> },
): Door[] {
  const asked = { rules, proxy };
  const isFirst = ({ effect }: Rule) =>
    effect.kind === 'backend' && first.has(constantText(effect.name) ?? effect.name.text);
  const ordered = [...proxy.rules.filter(isFirst), ...proxy.rules.filter((rule) => !isFirst(rule))];
  const doors = new Map<string, Door>();
  for (const rule of ordered) {
    for (const door of doorsAt(rule, asked)) {
      if (door.host !== null || door.path !== null || door.source !== null)
        doors.set(JSON.stringify(door), door);
      if (doors.size >= most) return [...doors.values()];
    }
  }
  return [...doors.values()];
}

function doorsAt(rule: Rule, asked: RuledFrontend): Door[] {
  const { condition, effect } = rule;
  const ofConditions = (condition?.alternatives ?? []).flatMap((terms) => {
    // A term that must not hold tells doors apart as well.
    const needs = terms.map((term) => needsOf(term, asked));
    const hosts = distinct(needs.flat(), ({ host }) => host);
    const paths = distinct(needs.flat(), ({ path }) => path);
    const sources = distinct(needs.flat(), ({ source }) => source);
    return hosts.flatMap((host) =>
      paths.flatMap((path) => sources.map((source) => ({ host, path, source }))),
    );
  });
  // A map gives each host something of its own: a backend, or a share that a later rule asks for.
  const ofMaps = expressionsIn(effect)
    .flatMap((expression) => behindVariable(expression, asked.proxy))
    .flatMap((expression) => needsOfMaps(expression, asked.rules));
  return [...ofConditions, ...ofMaps.map(({ host, path, source }) => ({ host, path, source }))];
}

/** What leads to the keys of the maps that an expression asks. */
function needsOfMaps({ fetch, converters }: Expression, rules: RoutingRules): Need[] {
  return converters.flatMap(({ name, args: [file = ''] }) => {
    if (!/^map(?:_|$)/.test(name)) return [];
    const method = /^map_(beg|dir|dom|end|ip|reg|sub|str)/.exec(name)?.[1] ?? 'str';
    return readMap(rules.files[file] ?? '')
      .slice(0, MOST_VALUES * 2)
      .flatMap(({ key }) => exampleValue(method as 'str', key) ?? [])
      .flatMap((value) => needOf(fetch, value, null) ?? []);
  });
}

/** Null alone if there is none. */
function distinct(needs: readonly Need[], of: (need: Need) => string | null): (string | null)[] {
  const found = new Set(needs.map(of).filter((one) => one !== null));
  return found.size === 0 ? [null] : [...found].slice(0, MOST_VALUES);
}
