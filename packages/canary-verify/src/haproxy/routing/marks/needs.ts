import { readMap, readPatterns } from '../evaluation/maps.js';
import type { KnownTest, Term } from '../rules/condition.js';
import type { Expression } from '../rules/expression.js';
import { operatorPattern } from '../rules/operators.js';
import type { ProxyRules, RoutingRules } from '../rules/rules.js';
import { exampleValue, exampleWithoutPattern } from './example-value.js';
import { MOST_VALUES, type Need, needOf, type RuledFrontend } from './need.js';
import { searched } from './searched.js';
import { valuesBefore } from './values-before.js';

/** What makes a term true, or rather the tests of its ACL. */
export function needsOf({ acl }: Term, asked: RuledFrontend): Need[] {
  return acl.tests.flatMap((test) => (test.kind === 'known' ? needsOfTest(test, asked) : []));
}

function needsOfTest(test: KnownTest, asked: RuledFrontend): Need[] {
  const wanted = wantedValues(test, asked.rules);
  return behindVariable(test.expression, asked.proxy).flatMap((expression) => {
    const values = wanted.flatMap((value) => valuesBefore(expression.converters, value, asked.rules));
    const found = values.length > 0 ? values : searched({ ...test, expression }, asked);
    return found.slice(0, MOST_VALUES).flatMap((value) => needOf(expression.fetch, value, test) ?? []);
  });
}

/** Values that a test is true of, before its converters are looked at. */
function wantedValues(test: KnownTest, rules: RoutingRules): string[] {
  const files = test.files.flatMap(({ name, map }) => {
    const content = rules.files[name] ?? '';
    return map ? readMap(content).map(({ key }) => key) : readPatterns(content);
  });
  // Nobody means the word of a comparison.
  const own = operatorPattern(test) === null ? test.patterns : test.patterns.slice(1);
  const patterns = [...own, ...files].slice(0, MOST_VALUES);
  const examples = patterns.flatMap((pattern) => exampleValue(test.method, pattern) ?? []);
  const withoutPattern = exampleWithoutPattern(test.method);
  return withoutPattern === null ? examples.filter((value) => value !== '') : [withoutPattern];
}

/** An expression, or what rules have put into the variable, the header or the client's address that it asks for. */
export function behindVariable(expression: Expression, proxy: ProxyRules): Expression[] {
  const { rules, captures } = proxy;
  const { fetch, converters } = expression;
  if (fetch.name === 'src') return [expression, ...behindSource(expression, proxy)];
  if (ASKS_HEADER.test(fetch.name)) return [expression, ...behindHeader(expression, proxy)];
  const capture = fetch.name === 'capture.req.hdr' ? captures[Number(fetch.args[0])]?.header : null;
  if (typeof capture === 'string') return [{ ...expression, fetch: { name: 'req.fhdr', args: [capture] } }];
  if (fetch.name !== 'var') return [expression];
  return rules.flatMap(({ effect }) => {
    if (!('variable' in effect) || effect.variable !== fetch.args[0]) return [];
    if (effect.kind === 'set-var')
      return [{ ...effect.value, converters: [...effect.value.converters, ...converters] }];
    const [part, ...others] = effect.kind === 'set-var-fmt' ? effect.value.parts : [];
    return part?.kind === 'sample' && others.length === 0
      ? [{ ...part.expression, converters: [...part.expression.converters, ...converters] }]
      : [];
  });
}

const ASKS_HEADER = /^(?:req\.f?)?hdr$/;

/** What rules have made the client's address. */
function behindSource({ converters }: Expression, { rules }: ProxyRules): Expression[] {
  return rules.flatMap(({ effect }) => {
    if (effect.kind !== 'set-src' || effect.value === null) return [];
    return [{ ...effect.value, converters: [...effect.value.converters, ...converters] }];
  });
}

/** What rules have written into a header, where that is one value. */
function behindHeader({ fetch, converters }: Expression, proxy: ProxyRules): Expression[] {
  const header = fetch.args[0]?.toLowerCase();
  return proxy.rules.flatMap(({ effect }) => {
    if (effect.kind !== 'set-header' || effect.header.toLowerCase() !== header) return [];
    const [part, ...others] = effect.value.parts;
    if (part?.kind !== 'sample' || others.length > 0) return [];
    const { expression } = part;
    const written = { ...expression, converters: [...expression.converters, ...converters] };
    // One step more, and no further: a header may be written from itself.
    return expression.fetch.name === 'var' ? behindVariable(written, proxy) : [written];
  });
}
