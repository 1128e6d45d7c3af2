import { readHaproxyConfig } from '../../../../src/haproxy/configuration/read-configuration.js';
import { type Change, change } from '../../../../src/haproxy/routing/evaluation/change.js';
import { arrival, onWay } from '../../../../src/haproxy/routing/evaluation/message.js';
import { sampleValue, textOf } from '../../../../src/haproxy/routing/evaluation/values.js';
import { routingRules } from '../../../../src/haproxy/routing/routing-rules.js';
import { wholeExpression } from '../../../../src/haproxy/routing/rules/expression.js';
import { readLogFormat } from '../../../../src/haproxy/routing/rules/log-format.js';
import type { ProbedRequest } from '../../../../src/haproxy/routing/rules/rules.js';
import { integer, text, truth, type Vocabulary } from './expressions.js';
import { FILES } from './files.js';
import { quoted } from './words.js';

/** Samples that are held against what was worked out, all of them for each request. */
const SAMPLES = 4;

/**
 * Rules that hold samples against the very texts that were worked out for them, after changes of the request: unless all are
 * exact, HAProxy goes elsewhere.
 *
 * @param changes Lines of `http-request` without conditions.
 */
export function aimedRules(
  vocabulary: Vocabulary,
  changes: readonly string[],
  requests: readonly ProbedRequest[],
): string[] {
  const { dice } = vocabulary;
  const expressions = [
    ...changes.flatMap(changedSample),
    ...dice.some(SAMPLES, SAMPLES, () => anyExpression(vocabulary)),
  ];
  const samples = expressions.map((expression, index) => ({
    expression,
    kept: dice.falls(0.5) ? `txn.kept${index}` : null,
  }));
  const keep = samples.flatMap(({ expression, kept }) =>
    kept === null ? [] : [`  http-request set-var(${kept}) ${quoted(expression)}`],
  );
  return [
    ...changes.map((line) => `  http-request ${line}`),
    ...keep,
    ...requests.map((request, index) => {
      const tests = samples.flatMap(({ expression, kept }) => {
        const subject = kept === null ? quoted(expression) : `var(${kept})`;
        return is(subject, workedOut(expression, changes, request));
      });
      return `  use_backend ${['1', 'v2', 'beta'][index % 3]} if ${['TRUE', ...tests].join(' ')}`;
    }),
    '  default_backend stable',
  ];
}

/** What a change may have changed. */
function changedSample(line: string): string[] {
  const header = /^\w+-(?:header|value) (\S+)/.exec(line)?.[1];
  const variable = /^\w+-var(?:-fmt)?\((\S+)\)/.exec(line)?.[1];
  if (variable !== undefined) return [`var(${variable})`];
  return [header === undefined ? 'url' : `req.fhdr(${header})`];
}

function anyExpression(vocabulary: Vocabulary): string {
  return vocabulary.dice.pick(
    () => text(vocabulary),
    () => text(vocabulary),
    () => text(vocabulary),
    () => text(vocabulary),
    () => integer(vocabulary),
    () => truth(vocabulary),
  );
}

/** Null: the sample has no value. Undefined: that is not told. */
function is(subject: string, value: string | null | undefined): string[] {
  if (value === undefined) return [];
  if (value === null) return [`!{ ${subject} -m found }`];
  return [value === '' ? `{ ${subject} -m len 0 }` : `{ ${subject} -m str -- '${value}' }`];
}

/** What a sample is as a text, where one value is wanted. */
function workedOut(
  expression: string,
  changes: readonly string[],
  request: ProbedRequest,
): string | null | undefined {
  const lines = ['frontend f', ' mode http', ...changes.map((line) => ` http-request ${line}`)];
  const file = 'changes';
  const rules = routingRules(readHaproxyConfig([{ file, text: lines.join('\n') }], {}), FILES);
  const message = onWay(arrival(request), { chance: () => 0, doubt: () => true, tried: () => {} });
  const scope = {
    message,
    rules,
    assumed: { serversUp: {}, calm: false },
    frontend: 'f',
    proxy: 'f',
    phase: 'http-request',
    mode: 'http',
  } as const;
  for (const { effect, place } of rules.frontends[0]?.rules ?? []) change(effect as Change, scope, place);
  const place = { file, line: 0 };
  const read = wholeExpression([expression], place);
  if (read === null) throw new Error(`not read: ${expression}`);
  if (sampleValue(read, scope) === null) return null;
  const value = textOf(readLogFormat(`%[${expression}]`, place), scope);
  return typeof value === 'string' && !value.includes("'") ? value : undefined;
}
