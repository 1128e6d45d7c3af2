import type { KnownTest } from '../rules/condition.js';
import { expressionsIn } from '../rules/effect.js';
import type { Expression } from '../rules/expression.js';
import type { ProxyRules, RoutingRules, Rule } from '../rules/rules.js';
import { behindVariable } from './behind-variable.js';
import type { HeaderLines } from './header-mark.js';

/** More values are not tried. */
const MOST = 12;

/** What holds the value of a mark: a header, a cookie or a parameter of the URL. */
export interface Subject {
  kind: 'header' | 'cookie' | 'parameter';
  name: string;
}

/** Null if there is no header and no parameter. */
export function subjectOf(headers: HeaderLines, query: string | null): Subject | null {
  if (query !== null) return { kind: 'parameter', name: nameIn(query) };
  const [name, value] = headers.at(-1) ?? [];
  if (name === undefined || value === undefined) return null;
  return name.toLowerCase() === 'cookie'
    ? { kind: 'cookie', name: nameIn(value) }
    : { kind: 'header', name: name.toLowerCase() };
}

function nameIn(pair: string): string {
  return pair.split('=', 1)[0] ?? '';
}

/**
 * The values that rules compare a mark with, as far as they do not lead where any other value leads. Null if rules look at
 * it in another way as well, by a part of it or by what converters make of it: then not any value leads there.
 */
export function exceptionsTo(
  subject: Subject,
  { frontends, backends }: RoutingRules,
  leads: (value: string) => boolean,
): string[] | null {
  const proxies = [...new Set([...frontends, ...backends])];
  const values = new Set<string>();
  for (const proxy of proxies)
    for (const rule of proxy.rules)
      for (const { expressions, test } of usesOf(rule, proxy)) {
        const asking = expressions.filter((one) => asks(one, subject));
        if (asking.length === 0 || test?.method === 'found') continue;
        if (test === null || !comparesWhole(test) || !asking.every((one) => isWhole(one, subject)))
          return null;
        for (const pattern of test.patterns) if (/^[ -~]*[!-~]$/.test(pattern)) values.add(pattern);
      }
  return [...values].slice(0, MOST).filter((value) => !leads(value));
}

/** Where a rule looks at a request, and what for; null where it takes a value. */
interface Use {
  expressions: readonly Expression[];
  test: KnownTest | null;
}

function usesOf({ condition, effect }: Rule, proxy: ProxyRules): Use[] {
  const tests = (condition?.alternatives ?? []).flat().flatMap(({ acl }) => acl.tests);
  const ofTests = tests.flatMap((test): Use[] =>
    test.kind === 'known' ? [{ expressions: behindVariable(test.expression, proxy), test }] : [],
  );
  // What variables and addresses hold counts where it is asked for.
  if (effect.kind === 'set-var' || effect.kind === 'set-var-fmt' || effect.kind === 'set-src') return ofTests;
  const taken = expressionsIn(effect).flatMap((one) => behindVariable(one, proxy));
  return [...ofTests, { expressions: taken, test: null }];
}

/** Fetches that see all parameters at once. */
const WHOLE_QUERY: ReadonlySet<string> = new Set(['url', 'query', 'pathq', 'baseq', 'url32', 'url32+src']);

function asks({ fetch: { name, args } }: Expression, subject: Subject): boolean {
  const own = args[0] ?? '';
  if (subject.kind === 'parameter')
    return WHOLE_QUERY.has(name) || (/^url_?p/.test(name) && own === subject.name);
  const header = /hdr/.test(name) ? own.toLowerCase() : null;
  if (subject.kind === 'header') return header === subject.name;
  return header === 'cookie' || (/cook/.test(name) && (own === '' || own === subject.name));
}

/** It asks for nothing but the value as it is, in small letters or capitals. */
function isWhole({ fetch: { name }, converters }: Expression, { kind }: Subject): boolean {
  if (kind === 'cookie' && !/cook/.test(name)) return false;
  return !WHOLE_QUERY.has(name) && isPlain(converters);
}

function comparesWhole({ method, files, expression }: KnownTest): boolean {
  return method === 'str' && files.length === 0 && isPlain(expression.converters);
}

function isPlain(converters: Expression['converters']): boolean {
  return converters.every(({ name }) => name === 'lower' || name === 'upper');
}
