import { readMap } from '../evaluation/maps.js';
import type { Condition, KnownTest, MatchMethod, Term } from '../rules/condition.js';
import type { Call, Expression } from '../rules/expression.js';
import type { LogFormat } from '../rules/log-format.js';
import type { ProbedRequest, ProxyRules, RoutingRules, Rule } from '../rules/rules.js';
import { exampleValue, exampleWithoutPattern } from './example-value.js';
import type { HeaderLines } from './header-mark.js';

/** Headers that may be a mark, and what else the request needs for it. */
export interface Candidate {
  headers: HeaderLines;
  request: Partial<Pick<ProbedRequest, 'path' | 'method'>>;
  rule: Rule;
  method: MatchMethod;
  caseSensitive: boolean;
}

/** No more patterns of one test are tried. */
const MOST_VALUES = 8;
/** No more than these in all. */
const MOST_CANDIDATES = 400;

/** All that the rules of a frontend ask of headers and cookies. Each is tried before it becomes a mark. */
export function candidates(rules: RoutingRules, proxy: ProxyRules): Candidate[] {
  const direct = proxy.rules.flatMap((rule) => [
    ...(rule.condition === null ? [] : ofCondition(rule, rule.condition, rules)),
    ...ofNames(rule, rules, proxy),
  ]);
  return [...direct, ...byVariables(proxy)].slice(0, MOST_CANDIDATES);
}

/**
 * Headers that satisfy all terms of an alternative. For a negated term, a header that satisfies the inner test
 * leaves the rule, so it may be a mark too.
 */
function ofCondition(rule: Rule, condition: Condition, rules: RoutingRules): Candidate[] {
  return condition.alternatives.flatMap((terms) => {
    const needs = terms.map((term) => ({
      wanted: term.negated === condition.unless,
      options: needsOf(term, rules),
    }));
    const wanted = needs.filter((need) => need.wanted);
    const base = wanted.reduce<Need>((all, { options }) => merged(all, options[0] ?? NOTHING), NOTHING);
    return needs.flatMap((need) => {
      const others = wanted
        .filter((other) => other !== need)
        .flatMap(({ options: [first] }) => (first?.header ? [first.header] : []));
      return need.options.flatMap((option) => candidateOf(option, { base, others, rule }));
    });
  });
}

interface Beside {
  base: Need;
  others: HeaderLines;
  rule: Rule;
}

function candidateOf({ header, test }: Need, { base: { path, method }, others, rule }: Beside): Candidate[] {
  if (header === null) return [];
  const request = { ...(path === null ? {} : { path }), ...(method === null ? {} : { method }) };
  return [
    {
      headers: [...others, header],
      request,
      rule,
      method: test?.method ?? 'str',
      caseSensitive: !test?.ignoreCase,
    },
  ];
}

/** The part of a request that makes a test true. */
interface Need {
  header: readonly [string, string] | null;
  path: string | null;
  method: string | null;
  test: KnownTest | null;
}

const NOTHING: Need = { header: null, path: null, method: null, test: null };

function merged(first: Need, second: Need): Need {
  return { ...first, path: second.path ?? first.path, method: second.method ?? first.method };
}

function needsOf({ acl }: Term, rules: RoutingRules): Need[] {
  return acl.tests.flatMap((test) => (test.kind === 'known' ? needsOfTest(test, rules) : []));
}

function needsOfTest(test: KnownTest, rules: RoutingRules): Need[] {
  const { fetch } = test.expression;
  return valuesOf(test, rules).map((value): Need => {
    if (fetch.name === 'path' || fetch.name === 'url')
      return { ...NOTHING, path: value.startsWith('/') ? value : `/${value}`, test };
    if (fetch.name === 'method') return { ...NOTHING, method: value, test };
    return { ...NOTHING, header: headerOf(fetch, value), test };
  });
}

function valuesOf(test: KnownTest, rules: RoutingRules): string[] {
  const files = test.files.flatMap(({ name, map }) => {
    const content = rules.files[name] ?? '';
    return map ? readMap(content).map(({ key }) => key) : content.split('\n');
  });
  const patterns = [...test.patterns, ...files].slice(0, MOST_VALUES);
  const examples = patterns.flatMap((pattern) => exampleValue(test.method, pattern) ?? []);
  const withoutPattern = exampleWithoutPattern(test.method);
  return withoutPattern === null ? examples.filter((value) => value !== '') : [withoutPattern];
}

const HEADERS = /^(?:hdr|hdr_val|hdr_ip|hdr_cnt|req\.f?hdr|req\.hdr_val|req\.hdr_ip|req\.f?hdr_cnt)$/;
const COOKIES = /^(?:req\.)?cook(?:ie|_val|_cnt)?$/;

/** The header that gives a fetch this value. Null if it fetches no header. */
function headerOf({ name, args }: Call, value: string): readonly [string, string] | null {
  const [subject = ''] = args;
  if (subject === '') return null;
  const filled = name.endsWith('_cnt') ? 'yes' : value;
  if (HEADERS.test(name)) return [subject, filled];
  return COOKIES.test(name) ? ['Cookie', `${subject}=${filled}`] : null;
}

/**
 * The candidates of rules that take the backend's name from a header: the names of backends, and the keys of maps.
 */
function ofNames(rule: Rule, rules: RoutingRules, proxy: ProxyRules): Candidate[] {
  if (rule.effect.kind !== 'backend') return [];
  const { name } = rule.effect;
  const expressions = name.parts.flatMap((part) =>
    part.kind === 'sample' ? behindVariable(part.expression, proxy) : [],
  );
  return expressions.flatMap((expression) =>
    namesFor(name, expression, rules).flatMap((value): Candidate[] => {
      const header = headerOf(expression.fetch, value);
      return header === null
        ? []
        : [{ headers: [header], request: {}, rule, method: 'str', caseSensitive: true }];
    }),
  );
}

/** An expression, or what rules have put into the variable that it asks for. */
function behindVariable(expression: Expression, { rules }: ProxyRules): Expression[] {
  const { fetch, converters } = expression;
  if (fetch.name !== 'var') return [expression];
  return rules.flatMap(({ effect }) =>
    effect.kind === 'set-var' && effect.variable === fetch.args[0]
      ? [{ ...effect.value, converters: [...effect.value.converters, ...converters] }]
      : [],
  );
}

function namesFor(format: LogFormat, { converters }: Expression, rules: RoutingRules): string[] {
  const keys = converters.flatMap(({ name, args: [file = ''] }) =>
    name.startsWith('map') ? readMap(rules.files[file] ?? '').map(({ key }) => key) : [],
  );
  if (keys.length > 0) return keys.slice(0, MOST_VALUES * 4);
  const [first, last] = [format.parts[0], format.parts.at(-1)];
  const before = first?.kind === 'text' ? first.text : '';
  const after = last?.kind === 'text' ? last.text : '';
  return rules.backends.flatMap(({ name }) =>
    name.startsWith(before) && name.endsWith(after)
      ? [name.slice(before.length, name.length - after.length)]
      : [],
  );
}

/**
 * The candidates of rules that keep a header in a variable: each header, with each value that the variable is
 * compared with.
 */
function byVariables({ rules }: ProxyRules): Candidate[] {
  const kept = rules.flatMap(({ effect }) => (effect.kind === 'set-var' ? [effect.value.fetch] : []));
  const asked = rules.flatMap((rule) =>
    (rule.condition?.alternatives ?? [])
      .flat()
      .flatMap(({ acl }) =>
        acl.tests.flatMap((test) =>
          test.kind === 'known' && test.expression.fetch.name === 'var' ? [{ rule, test }] : [],
        ),
      ),
  );
  return kept.flatMap((fetch) =>
    asked.flatMap(({ rule, test }) =>
      [...test.patterns.slice(0, MOST_VALUES), ''].flatMap((pattern): Candidate[] => {
        const value =
          pattern === '' ? exampleWithoutPattern(test.method) : exampleValue(test.method, pattern);
        const header = value === null ? null : headerOf(fetch, value);
        if (header === null) return [];
        return [
          { headers: [header], request: {}, rule, method: test.method, caseSensitive: !test.ignoreCase },
        ];
      }),
    ),
  );
}
