import { readMap } from '../evaluation/maps.js';
import type { Condition, MatchMethod } from '../rules/condition.js';
import type { Expression } from '../rules/expression.js';
import { constantText, type LogFormat } from '../rules/log-format.js';
import { proxyIndex } from '../rules/proxy-index.js';
import type { ProxyRules, RoutingRules, Rule } from '../rules/rules.js';
import { exampleValue } from './example-value.js';
import type { HeaderLines } from './header-mark.js';
import { MOST_VALUES, type Need, NO_NEED, needOf, type RuledFrontend } from './need.js';
import { behindVariable, needsOf } from './needs.js';
import { valuesBefore } from './values-before.js';

/** What a request needs besides a mark, for a rule to look at it. */
export interface Surroundings {
  host: string | null;
  /** With a query where another test asks for one. */
  path: string | null;
  method: string | null;
}

/** Something that may be a mark. */
export interface Candidate {
  /** To insert. */
  headers: HeaderLines;
  /** A parameter of the URL that is the mark: `canary=1`; null if it is a header. */
  query: string | null;
  around: Surroundings;
  rule: Rule;
  method: MatchMethod;
  caseSensitive: boolean;
  /** The converters between the value and what it is held against: `word(1,:)`. */
  converters: readonly string[];
}

/** No more than these in all. */
const MOST_CANDIDATES = 400;

/** All that the rules of a frontend, and of the backends behind it, ask of headers and cookies. Each is tried before it becomes a mark. */
export function candidates(rules: RoutingRules, proxy: ProxyRules): Candidate[] {
  const asked = { rules, proxy };
  const direct = proxy.rules.flatMap((rule) => [
    ...(rule.condition === null ? [] : ofCondition(rule, rule.condition, asked)),
    ...ofNames(rule, asked),
  ]);
  return unlike([...direct, ...behind(asked)]).slice(0, MOST_CANDIDATES);
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

/**
 * Headers that satisfy all terms of an alternative: the rule applies then, or with `unless` it does not, and either may be
 * what leads to the canary. So may a header that satisfies the inner test of a negated term.
 */
function ofCondition(rule: Rule, condition: Condition, asked: RuledFrontend): Candidate[] {
  return condition.alternatives.flatMap((terms) => {
    const needs = terms.map(({ negated, acl }) => ({
      wanted: !negated,
      options: needsOf({ negated, acl }, asked),
    }));
    const wanted = needs.filter((need) => need.wanted);
    const ofOthers = (own: (typeof needs)[number]) => {
      const firsts = wanted.filter((one) => one !== own).map(({ options: [first] }) => first ?? NO_NEED);
      const all = firsts.reduce(merged, NO_NEED);
      const path = all.query === null ? all.path : `${all.path ?? '/'}?${all.query}`;
      const headers = firsts.flatMap(({ header }) => (header === null ? [] : [header]));
      return { around: { host: all.host, path, method: all.method }, headers, rule };
    };
    return needs.flatMap((need) => need.options.flatMap((option) => candidateOf(option, ofOthers(need))));
  });
}

function merged(first: Need, second: Need): Need {
  return {
    ...first,
    path: second.path ?? first.path,
    method: second.method ?? first.method,
    host: second.host ?? first.host,
    query:
      first.query === null
        ? second.query
        : second.query === null
          ? first.query
          : `${first.query}&${second.query}`,
  };
}

interface Beside {
  around: Surroundings;
  headers: HeaderLines;
  rule: Rule;
}

function candidateOf({ header, query, host, test }: Need, { around, headers, rule }: Beside): Candidate[] {
  const ofTest = {
    around,
    rule,
    method: test?.method ?? 'str',
    caseSensitive: !test?.ignoreCase,
    converters: convertersOf(test?.expression),
  } as const;
  if (header !== null) return [{ ...ofTest, headers: [...headers, header], query: null }];
  if (query !== null) return [{ ...ofTest, headers, query }];
  // A host alone, without a header beside it, is a mark like any other header.
  if (host === null || headers.length > 0 || around.host !== null) return [];
  return [{ ...ofTest, headers: [['Host', host]], query: null }];
}

/** Those that make another text of it; small letters are still the same words. */
function convertersOf(expression: Expression | undefined): string[] {
  return (expression?.converters ?? [])
    .filter(({ name }) => name !== 'lower' && name !== 'upper')
    .map(({ name, args }) => (args.length === 0 ? name : `${name}(${args.join(',')})`));
}

/** The candidates of rules that take the name of a backend or a server from a header: the names, and the keys of maps. */
function ofNames(rule: Rule, asked: RuledFrontend): Candidate[] {
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

/** What the first alternative of its condition needs. */
function firstAround({ condition }: Rule, asked: RuledFrontend): Surroundings {
  const wanted = (condition?.alternatives[0] ?? []).filter((term) => term.negated === condition?.unless);
  const { host, path, method } = wanted
    .map((term) => needsOf(term, asked)[0] ?? NO_NEED)
    .reduce(merged, NO_NEED);
  return { host, path, method };
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

/** More backends are not looked into. */
const MOST_BEHIND = 50;

/** The candidates of rules and cookies in the backends, each where the frontend leads to that backend. */
function behind({ rules, proxy }: RuledFrontend): Candidate[] {
  const ways = waysTo(proxy, rules);
  return ways.slice(0, MOST_BEHIND).flatMap(({ backend, around }) => {
    // What the frontend has set counts here as well.
    const asked = { rules, proxy: { ...backend, rules: [...proxy.rules, ...backend.rules] } };
    const ofRules = backend.rules
      .filter(({ phase }) => phase === 'use-server' || phase === 'http-request' || phase === 'persist')
      .flatMap((rule) => [
        ...(rule.condition === null ? [] : ofCondition(rule, rule.condition, asked)),
        ...ofNames(rule, asked),
      ]);
    return [...ofRules, ...ofCookie(backend)].map((one) => ({ ...one, around: within(one.around, around) }));
  });
}

function within(own: Surroundings, outer: Surroundings): Surroundings {
  return {
    host: own.host ?? outer.host,
    path: own.path ?? outer.path,
    method: own.method ?? outer.method,
  };
}

interface Way {
  backend: ProxyRules;
  around: Surroundings;
}

const ANYWHERE: Surroundings = { host: null, path: null, method: null };

/** The backends that choose servers by rules or cookies, and what leads there. */
function waysTo(proxy: ProxyRules, rules: RoutingRules): Way[] {
  const { backends } = proxyIndex(rules);
  const ways = proxy.rules.flatMap((rule): Way[] => {
    if (rule.effect.kind !== 'backend') return [];
    const name = constantText(rule.effect.name);
    const named = name === null ? rules.backends : [backends.get(name)];
    const choosing = named.filter((backend) => backend !== undefined && chooses(backend));
    if (choosing.length === 0) return [];
    const around = firstAround(rule, { rules, proxy });
    return choosing.flatMap((backend) => (backend === undefined ? [] : [{ backend, around }]));
  });
  const own: Way[] = proxy.kind === 'listen' && chooses(proxy) ? [{ backend: proxy, around: ANYWHERE }] : [];
  const seen = new Set<string>();
  return [...ways, ...own].filter((way) => {
    const key = JSON.stringify([way.backend.name, way.around]);
    const first = !seen.has(key);
    seen.add(key);
    return first;
  });
}

function chooses({ serving, rules }: ProxyRules): boolean {
  return serving.cookie !== null || rules.some(({ phase }) => phase === 'use-server');
}

/** A cookie for each server that has a value. */
function ofCookie({ serving: { cookie, servers } }: ProxyRules): Candidate[] {
  if (cookie === null || cookie.unread) return [];
  const values = new Set<string>();
  return servers.flatMap((server): Candidate[] => {
    const { cookie: value, place } = server;
    if (value === null || values.has(value) || place.line === 0) return [];
    values.add(value);
    const rule: Rule = {
      phase: 'use-server',
      condition: null,
      effect: { kind: 'persist', forced: false },
      place,
      text: `server ${server.name} … cookie ${value}`,
    };
    const headers: HeaderLines = [['Cookie', `${cookie.name}=${value}`]];
    return [
      { headers, query: null, around: ANYWHERE, rule, method: 'str', caseSensitive: true, converters: [] },
    ];
  });
}
