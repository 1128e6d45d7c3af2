import type { Place } from '../../configuration/configuration.js';
import type { Effect, LinePart } from '../rules/effect.js';
import { wholeExpression } from '../rules/expression.js';
import { readLogFormat } from '../rules/log-format.js';

/** Actions that change neither where a request goes nor what a rule after them can see (manual, section 4.3). */
const WITHOUT_EFFECT =
  /^(add-acl|del-acl|set-map|del-map|capture|disable-l7-retry|do-log|early-hint|pause|sc-(add|inc|set)-gp[ct]\d?|set-bandwidth-limit|set-[bf]c-(mark|tos)|set-log-level|set-mark|set-nice|set-priority-(class|offset)|set-retries|set-src-port|set-timeout|set-tos|strict-mode|track-sc\d*|wait-for-body|wait-for-handshake|expect-proxy|expect-netscaler-cip|set-fc-\w+)$/;

const LINE_PARTS: Readonly<Record<string, LinePart>> = {
  'set-method': 'method',
  'set-path': 'path',
  'set-pathq': 'pathq',
  'set-query': 'query',
  'set-uri': 'uri',
};

/**
 * Reads an action of `http-request` or `tcp-request`, without its condition. Null if it does not matter to
 * routing.
 */
export function readAction(words: readonly string[], place: Place): Effect | null {
  const [action = '', ...args] = words;
  const name = /^[^(]*/.exec(action)?.[0] as string;
  if (WITHOUT_EFFECT.test(name)) return null;
  return (
    answering(name, args) ??
    changing(name, args, place) ??
    ofVariables(action, args, place) ??
    unknown(action)
  );
}

function unknown(action: string): Effect {
  return { kind: 'unknown', why: `the action "${action}" is not understood here` };
}

const STATUS: Readonly<Record<string, number>> = {
  deny: 403,
  tarpit: 500,
  return: 200,
  auth: 401,
  redirect: 302,
};

function answering(name: string, args: readonly string[]): Effect | null {
  if (name === 'allow' || name === 'accept') return { kind: 'accept' };
  if (name === 'use-service') return { kind: 'answer', status: null, page: false };
  if (name === 'reject' || name === 'silent-drop') return { kind: 'answer', status: 0, page: false };
  const usual = STATUS[name];
  if (usual === undefined) return null;
  // A redirect to an empty place is none then; what the place will be is not known before.
  if (args.includes('ignore-empty')) return { kind: 'unknown', why: '"ignore-empty" is not understood here' };
  const at = args.findIndex((word) => word === 'deny_status' || word === 'status' || word === 'code');
  const status = Number(args[at + 1]);
  const written = at !== -1 && Number.isInteger(status) ? status : usual;
  // The file has the status, whatever else is said.
  if (args.includes('errorfile')) return { kind: 'answer', status: null, page: false };
  const page = hasPage(name, args);
  return page && !PAGE_STATUSES.has(written)
    ? { kind: 'unknown', why: `HAProxy has no page for the status ${written}, and refuses such a rule` }
    : { kind: 'answer', status: written, page };
}

/** The statuses that HAProxy has pages for (`http_err_codes`); the last two since 3.1. */
const PAGE_STATUSES: ReadonlySet<number> = new Set([
  ...[200, 400, 401, 403, 404, 405, 407, 408, 410, 413, 421, 422, 425, 429, 500, 501, 502, 503, 504],
  ...[414, 431],
]);

const WITH_CONTENT = new Set(['content-type', 'string', 'lf-string', 'file', 'lf-file']);
const PAGES = new Set(['errorfiles', 'default-errorfiles']);

/** Whether it answers with HAProxy's page for the status. */
function hasPage(name: string, args: readonly string[]): boolean {
  if (args.some((word) => PAGES.has(word))) return true;
  return name !== 'return' && name !== 'redirect' && !args.some((word) => WITH_CONTENT.has(word));
}

function changing(name: string, args: readonly string[], place: Place): Effect | null {
  const [first = '', second = '', third = ''] = args;
  const part = LINE_PARTS[name];
  if (part !== undefined) return { kind: 'set-line', part, value: readLogFormat(first, place) };
  switch (name) {
    case 'set-header':
    case 'add-header':
      return { kind: name, header: first, value: readLogFormat(second, place) };
    case 'replace-header':
    case 'replace-value':
      return { kind: name, header: first, regex: second, value: readLogFormat(third, place) };
    case 'replace-path':
    case 'replace-pathq':
    case 'replace-uri':
      return {
        kind: 'replace-line',
        part: name.slice('replace-'.length) as 'path',
        regex: first,
        value: readLogFormat(second, place),
      };
    case 'del-header':
      return deletion(args);
    case 'cache-use':
      return { kind: 'cached' };
    case 'normalize-uri':
      return { kind: 'normalize-uri' };
    case 'set-dst':
    case 'set-dst-port':
      return { kind: 'set-dst' };
    case 'set-src':
      return { kind: 'set-src', value: wholeExpression(args, place) };
    default:
      return null;
  }
}

function deletion([header = '', flag, method]: readonly string[]): Effect | null {
  if (flag === undefined) return { kind: 'del-header', header, method: 'str' };
  const known = (['str', 'beg', 'end', 'sub', 'reg'] as const).find((word) => word === method);
  return flag === '-m' && known !== undefined ? { kind: 'del-header', header, method: known } : null;
}

function ofVariables(action: string, args: readonly string[], place: Place): Effect | null {
  const [, name, variable] = /^(set-var|set-var-fmt|unset-var)\(([\w.]+)\)$/.exec(action) ?? [];
  if (variable === undefined) return null;
  if (name === 'unset-var') return { kind: 'unset-var', variable };
  if (name === 'set-var-fmt')
    return { kind: 'set-var-fmt', variable, value: readLogFormat(args[0] ?? '', place) };
  const value = wholeExpression(args, place);
  return value === null ? null : { kind: 'set-var', variable, value };
}

/** Words that an action has in any case: none of them is the `if` of a condition, whatever it says. */
const LEAST_WORDS: Readonly<Record<string, number>> = {
  'set-header': 2,
  'add-header': 2,
  'replace-header': 3,
  'replace-value': 3,
  'replace-path': 2,
  'replace-pathq': 2,
  'replace-uri': 2,
  'del-header': 1,
  redirect: 2,
};

/** The place where the condition of an action begins: the first `if` or `unless` after the action's own words. */
export function conditionStart(words: readonly string[]): number {
  const [action = ''] = words;
  const least = 1 + (LEAST_WORDS[action] ?? (Object.hasOwn(LINE_PARTS, action) ? 1 : 0));
  const at = words.findIndex((word, index) => index >= least && (word === 'if' || word === 'unless'));
  return at === -1 ? words.length : at;
}
