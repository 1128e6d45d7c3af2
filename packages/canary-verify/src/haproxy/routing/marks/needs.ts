import { readMap, readPatterns } from '../evaluation/maps.js';
import type { KnownTest, Term } from '../rules/condition.js';
import { operatorPattern } from '../rules/operators.js';
import type { RoutingRules } from '../rules/rules.js';
import { behindVariable } from './behind-variable.js';
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
