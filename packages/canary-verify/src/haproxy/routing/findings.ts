import type { Place } from '../configuration/configuration.js';
import { commaParts } from './evaluation/header-values.js';
import type { KnownTest, MatchMethod } from './rules/condition.js';
import { constantText } from './rules/log-format.js';
import { operatorPattern } from './rules/operators.js';
import type { ProxyRules, RoutingRules, Rule } from './rules/rules.js';

/** Something of the rules that is hardly meant so. */
export type Finding = {
  place: Place;
  /** The line or its part, without secrets. */
  text: string;
} & (
  | {
      /** No request can have what a pattern asks for. */
      kind: 'never-matches';
      pattern: string;
      because: NeverMatches;
    }
  | {
      /** More than what the pattern says: beginnings, ends or parts of values. */
      kind: 'matches-more';
      method: MatchMethod;
      pattern: string;
      /** A value that matches as well. */
      example: string;
    }
  | {
      /** `hdr(x) eq 1`: on a text `eq` is one more pattern, and no comparison. */
      kind: 'operator-is-pattern';
      operator: string;
    }
  | {
      /** `hdr_beg(x),lower` compares whole values: a converter makes HAProxy forget how the keyword matches. */
      kind: 'method-forgotten';
      keyword: string;
    }
  | {
      /** A rule before it applies to every request. */
      kind: 'never-reached';
      after: Place;
    }
  | {
      /** There is no such backend. */
      kind: 'no-such-backend';
      backend: string;
    }
);

/** Why a pattern can never match. */
export type NeverMatches =
  /** The value has been turned into small letters, and the pattern has capitals; or the other way round. */
  | 'case-converted'
  /** `req.hdr` splits at commas, so that no value has one; `req.fhdr` does not. */
  | 'comma'
  /** Blanks around a value are not part of it. */
  | 'blanks';

/** The rules that probably do not do what was meant. Whether a rule is reached at all is for `deduce` to tell. */
export function routingFindings(rules: RoutingRules): Finding[] {
  const names = new Set(rules.backends.map(({ name }) => name));
  const proxies = [...new Set([...rules.frontends, ...rules.backends])];
  return proxies.flatMap((proxy) => [
    ...proxy.rules.flatMap((rule) => testsOf(rule).flatMap(ofTest)),
    ...unreached(proxy),
    ...proxy.rules.flatMap((rule) => ofBackend(rule, names)),
  ]);
}

function testsOf({ condition }: Rule): KnownTest[] {
  const tests = (condition?.alternatives ?? []).flat().flatMap(({ acl }) => acl.tests);
  return tests.filter((test) => test.kind === 'known');
}

function ofTest(test: KnownTest): Finding[] {
  const { place, text, patterns } = test;
  const keyword = /^\w+_(?:beg|end|sub|dir|dom|reg|len)(?=\(|,)/.exec(text)?.[0];
  const forgets = keyword !== undefined && test.expression.converters.length > 0 && !/ -m /.test(text);
  const forgotten: Finding[] = forgets ? [{ kind: 'method-forgotten', place, text, keyword }] : [];
  const ofPatterns = patterns.flatMap((pattern): Finding[] => {
    const because = whyNever(test, pattern);
    if (because !== null) return [{ kind: 'never-matches', place, text, pattern, because }];
    const example = more(test, pattern);
    return example === null
      ? []
      : [{ kind: 'matches-more', place, text, method: test.method, pattern, example }];
  });
  return [...forgotten, ...operatorIn(test), ...ofPatterns];
}

/** Where a text is compared, a number was probably meant to be. */
function operatorIn(test: KnownTest): Finding[] {
  const { place, text } = test;
  const operator = operatorPattern(test);
  return operator === null ? [] : [{ kind: 'operator-is-pattern', place, text, operator }];
}

const TEXT_METHODS: ReadonlySet<MatchMethod> = new Set(['str', 'beg', 'end', 'sub']);
const SPLIT_HEADERS: ReadonlySet<string> = new Set(['req.hdr', 'hdr']);
const HEADERS: ReadonlySet<string> = new Set([...SPLIT_HEADERS, 'req.fhdr']);

function whyNever({ expression, method, ignoreCase }: KnownTest, pattern: string): NeverMatches | null {
  if (!TEXT_METHODS.has(method)) return null;
  const { fetch, converters } = expression;
  const last = converters.at(-1)?.name;
  if (!ignoreCase && last === 'lower' && /[A-Z]/.test(pattern)) return 'case-converted';
  if (!ignoreCase && last === 'upper' && /[a-z]/.test(pattern)) return 'case-converted';
  if (converters.some(({ name }) => name !== 'lower' && name !== 'upper')) return null;
  if (SPLIT_HEADERS.has(fetch.name) && !pattern.includes('"') && commaParts(pattern).length > 1)
    return 'comma';
  const atStart = method === 'str' || method === 'beg';
  const atEnd = method === 'str' || method === 'end';
  const blank = (atStart && /^[ \t]/.test(pattern)) || (atEnd && /[ \t]$/.test(pattern));
  return HEADERS.has(fetch.name) && blank ? 'blanks' : null;
}

/** A value of a header that matches too, and is a surprise. Null if there is none. */
function more({ expression, method }: KnownTest, pattern: string): string | null {
  if (!HEADERS.has(expression.fetch.name)) return null;
  if (method === 'beg') return `${pattern}-not`;
  if (method === 'end') return `not-${pattern}`;
  return method === 'sub' ? `not-${pattern}-either` : null;
}

/** Rules of `use_backend` behind one that has no condition. */
function unreached({ rules, kind }: ProxyRules): Finding[] {
  const choices = kind === 'backend' ? [] : rules.filter(({ phase }) => phase === 'use_backend');
  const always = choices.findIndex(
    ({ condition, effect }) => condition === null && effect.kind === 'backend',
  );
  const after = choices[always]?.place;
  if (after === undefined) return [];
  return choices
    .slice(always + 1)
    .map(({ place, text }): Finding => ({ kind: 'never-reached', place, text, after }));
}

function ofBackend({ effect, place, text }: Rule, names: ReadonlySet<string>): Finding[] {
  const backend = effect.kind === 'backend' ? constantText(effect.name) : null;
  return backend === null || names.has(backend) ? [] : [{ kind: 'no-such-backend', place, text, backend }];
}
