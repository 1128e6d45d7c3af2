import { readMap } from '../evaluation/maps.js';
import type { KnownTest, Term } from '../rules/condition.js';
import type { Expression } from '../rules/expression.js';
import { operatorPattern } from '../rules/operators.js';
import type { ProxyRules, RoutingRules } from '../rules/rules.js';
import { exampleValue, exampleWithoutPattern } from './example-value.js';
import { type Asked, MOST_VALUES, type Need, needOf } from './need.js';
import { searched } from './searched.js';
import { valuesBefore } from './values-before.js';

/** What makes a term true, or rather the tests of its ACL. */
export function needsOf({ acl }: Term, asked: Asked): Need[] {
  return acl.tests.flatMap((test) => (test.kind === 'known' ? needsOfTest(test, asked) : []));
}

function needsOfTest(test: KnownTest, asked: Asked): Need[] {
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
    return map ? readMap(content).map(({ key }) => key) : content.split('\n');
  });
  // Nobody means the word of a comparison.
  const own = operatorPattern(test) === null ? test.patterns : test.patterns.slice(1);
  const patterns = [...own, ...files].slice(0, MOST_VALUES);
  const examples = patterns.flatMap((pattern) => exampleValue(test.method, pattern) ?? []);
  const withoutPattern = exampleWithoutPattern(test.method);
  return withoutPattern === null ? examples.filter((value) => value !== '') : [withoutPattern];
}

/** An expression, or what rules have put into the variable that it asks for. */
export function behindVariable(expression: Expression, { rules, captures }: ProxyRules): Expression[] {
  const { fetch, converters } = expression;
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
