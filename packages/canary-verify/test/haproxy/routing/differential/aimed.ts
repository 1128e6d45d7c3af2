import { readHaproxyConfig } from '../../../../src/haproxy/configuration/read-configuration.js';
import { type Change, change } from '../../../../src/haproxy/routing/evaluation/change.js';
import { arrived } from '../../../../src/haproxy/routing/evaluation/message.js';
import { textOf } from '../../../../src/haproxy/routing/evaluation/values.js';
import { readLogFormat } from '../../../../src/haproxy/routing/log-format.js';
import { routingRules } from '../../../../src/haproxy/routing/routing-rules.js';
import type { ProbedRequest } from '../../../../src/haproxy/routing/rules.js';
import { integer, text, truth, type Vocabulary } from './expressions.js';
import { FILES } from './files.js';
import { BACKENDS, quoted } from './words.js';

/**
 * Rules that hold a sample against the very text that was worked out for it, after changes of the request: unless it is
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
  const expression = dice.pick(
    () => text(vocabulary),
    () => text(vocabulary),
    () => text(vocabulary),
    () => integer(vocabulary),
    () => truth(vocabulary),
  );
  const kept = dice.falls(0.5);
  const subject = kept ? 'var(txn.kept)' : quoted(expression);
  const texts = new Set(requests.flatMap((request) => workedOut(expression, changes, request) ?? []));
  return [
    ...changes.map((line) => `  http-request ${line}`),
    ...(kept ? [`  http-request set-var(txn.kept) ${quoted(expression)}`] : []),
    ...[...texts].map(
      (value, index) => `  use_backend ${BACKENDS[index % BACKENDS.length]} if { ${subject} ${is(value)} }`,
    ),
    `  use_backend canary if { ${subject} -m found }`,
    '  default_backend stable',
  ];
}

function is(value: string): string {
  return value === '' ? '-m len 0' : `-m str -- '${value}'`;
}

/** What a sample is as a text. Null: it has no value, or that is not told. */
function workedOut(expression: string, changes: readonly string[], request: ProbedRequest): string | null {
  const lines = ['frontend f', ' mode http', ...changes.map((line) => ` http-request ${line}`)];
  const file = 'changes';
  const rules = routingRules(readHaproxyConfig([{ file, text: lines.join('\n') }], {}), FILES);
  const way = { chance: () => 0, doubt: () => true, tried: () => {} };
  const { files, changing, lasting } = rules;
  const scope = {
    message: arrived(request, way),
    files,
    changing,
    lasting,
    phase: 'http-request',
    mode: 'http',
  } as const;
  for (const { effect, place } of rules.frontends[0]?.rules ?? []) change(effect as Change, scope, place);
  const value = textOf(readLogFormat(`%[${expression}]`, { file, line: 0 }), scope);
  return typeof value === 'string' && !value.includes("'") ? value : null;
}
