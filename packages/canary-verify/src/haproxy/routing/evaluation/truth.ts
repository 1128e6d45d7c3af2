import type { Condition, KnownTest, Test } from '../rules/condition.js';
import type { Call } from '../rules/expression.js';
import { isOfMoment } from '../rules/moment-fetches.js';
import { type Asking, askingOf, doubtExpression, type Scope } from './asking.js';
import { converted } from './converters.js';
import { type NumberDistribution, type Range, split } from './distribution.js';
import { decided, inFirst } from './draws.js';
import { fetched } from './fetches.js';
import { readMap, readPatterns } from './maps.js';
import { matches, readRange } from './matching.js';
import {
  type Doubt,
  doubt,
  type EvaluatedValue,
  type SampleValue,
  type SettledValue,
} from './sample-value.js';

/** Whether a condition holds, or why that is not known. */
export type Truth = boolean | Doubt;

/** Whether a rule applies; where that is not known, both ways are gone. */
export function applying({ condition }: { condition: Condition | null }, scope: Scope): boolean {
  if (condition === null) return true;
  const truth = applies(condition, scope);
  return typeof truth === 'boolean' ? truth : scope.message.way.doubt(truth);
}

/** Whether the rule of this condition applies. What is unknown but cannot change the answer is not asked. */
export function applies(condition: Condition, scope: Scope): Truth {
  const held = any(condition.alternatives, (terms) =>
    all(terms, ({ negated, acl }) => {
      const truth = any(acl.tests, (test) => holds(test, scope));
      return negated ? opposite(truth) : truth;
    }),
  );
  return condition.unless ? opposite(held) : held;
}

function opposite(truth: Truth): Truth {
  return typeof truth === 'boolean' ? !truth : truth;
}

function any<Item>(items: readonly Item[], ask: (item: Item) => Truth): Truth {
  let unknown: Doubt | null = null;
  for (const item of items) {
    const truth = ask(item);
    if (truth === true) return true;
    if (truth !== false) unknown = joined(unknown, truth);
  }
  return unknown ?? false;
}

function all<Item>(items: readonly Item[], ask: (item: Item) => Truth): Truth {
  return opposite(any(items, (item) => opposite(ask(item))));
}

/** One of them is told; both count for whether chance has a part in it. */
function joined(first: Doubt | null, second: Doubt): Doubt {
  return first === null ? second : { ...first, chancy: first.chancy || second.chancy };
}

/** Whether one test is true of a request. */
export function testHolds(test: KnownTest, scope: Scope): Truth {
  return holds(test, scope);
}

function holds(test: Test, scope: Scope): Truth {
  if (test.kind === 'unknown') return doubt(test.remark, true);
  const { asked, draws } = scope.message;
  if (asked === null) return judged(test, scope);
  const drawn = draws.length;
  const truth = judged(test, scope);
  // What chance decides is the same of every request.
  if (draws.length === drawn) asked.note(test, scope, truth);
  return truth;
}

function judged(test: KnownTest, scope: Scope): Truth {
  if (!scope.assumed.calm || !isOfMoment(test.expression)) return held(test, scope, null);
  const small = held(test, scope, 0);
  if (typeof small !== 'boolean' || small === held(test, scope, 1)) return small;
  return doubtExpression(
    askingOf(scope, test.expression),
    'it is so for some small numbers and not for others',
    true,
  );
}

function held(test: KnownTest, scope: Scope, quiet: Asking['quiet']): Truth {
  const asking = askingOf(scope, test.expression, quiet);
  const own = test.expression.fetch.name === 'rand';
  for (const found of fetched(test.expression.fetch, asking)) {
    const sample = convertedBy(found, test.expression.converters, asking, own);
    // HAProxy stops at the first value that a converter cannot take, and does not look at those after it.
    if (sample === null) return false;
    if (sample.kind === 'doubt') return sample;
    const truth = matched(sample, test, asking);
    if (truth !== false) return truth;
  }
  return false;
}

/** The value after all converters. Null if one of them fails. */
export function convertedBy(
  sample: SampleValue,
  converters: readonly Call[],
  asking: Asking,
  own: boolean,
): SampleValue | null {
  let current: SampleValue | null = sample;
  for (const converter of converters) {
    if (current === null || current.kind === 'doubt') return current;
    current = converted(current, converter, asking, own);
  }
  return current;
}

function matched(sample: EvaluatedValue, test: KnownTest, asking: Asking): Truth {
  const { known, unread } = patternsOf(test, asking);
  const patterns = known === test.patterns ? test : { ...test, patterns: known };
  const of = (value: SettledValue): Truth => {
    const truth = matches(value, patterns);
    if (typeof truth !== 'boolean') return doubtExpression(asking, truth.why);
    return truth || unread === null ? truth : doubtExpression(asking, unread);
  };
  if (sample.kind !== 'draw') return of(sample);
  const ranges = sample.as === null && unread === null ? rangesOf(test.method, known) : null;
  if (ranges !== null) {
    const { within, outside } = split(asking.message.draws[sample.draw] as NumberDistribution, ranges);
    return inFirst(sample, [within, outside], asking.message);
  }
  return decided(sample, asking, (value) => {
    if (value === null) return false;
    return value.kind === 'doubt' ? value : of(value);
  });
}

function rangesOf(method: KnownTest['method'], patterns: readonly string[]): Range[] | null {
  if (method !== 'int') return null;
  const ranges = patterns.map(readRange);
  return ranges.every((range) => range !== null) ? ranges : null;
}

/** The patterns of a test with those of its files, and why some of them are not known. */
function patternsOf({ patterns, files }: KnownTest, { rules }: Asking) {
  if (files.length === 0) return { known: patterns, unread: null };
  const known = [...patterns];
  let unread: string | null = null;
  for (const { name, map } of files) {
    const content = rules.files[name];
    if (content === undefined) unread = `what the file "${name}" holds is not known`;
    else if (rules.unsureFiles.has(name)) unread = rules.unsureFiles.get(name) ?? null;
    else known.push(...(map ? readMap(content).map(({ key }) => key) : readPatterns(content)));
  }
  return { known, unread };
}
