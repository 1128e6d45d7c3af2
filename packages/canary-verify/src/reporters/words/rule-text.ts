import type { Place } from '../../haproxy/index.js';
import { printable } from '../../text/printable.js';
import type { Diagnosis } from '../../verdict/diagnosis.js';
import { namedText } from './named-text.js';
import { takenText } from './taken-text.js';
import type { Words } from './words.js';

type Kind = 'not-verified' | 'assumed-up' | 'assumed-calm' | 'expectation-taken';

/** The words for what was taken from HAProxy's rules, and for what they leave open. */
export const RULE_WORDS: Words<Extract<Diagnosis, { kind: Kind }>> = {
  'not-verified': ({ what, rule, text, why }) => ({
    says: `Not verified: ${what.length === 0 ? '' : `${kinds(what)}; `}${[...placed(rule, text), printable(why, 200)].join(': ')}.`,
    next: null,
  }),
  'assumed-up': ({ backend, what }) => ({
    says: `Assumption: all servers of backend ${printable(backend)} are up. A rule counts them (nbsrv), so these results depend on it: ${kinds(what)}.`,
    next: null,
  }),
  'assumed-calm': ({ what }) => ({
    says: `Assumption: no limit is reached. Rules go by rates or numbers of connections, so these results depend on it: ${kinds(what)}.`,
    next: null,
  }),
  'expectation-taken': (taken) => ({ says: takenText(taken), next: null }),
};

/** "X-Canary: ALWAYS (other case), unmarked and 5 more kinds of request". */
function kinds(what: readonly string[]): string {
  return namedText(what, 2, what.length === 3 ? 'more kind of request' : 'more kinds of request');
}

/** "haproxy.cfg:5", and what stands there. */
function placed(rule: Place | null, text: string): string[] {
  if (rule === null) return [];
  return [printable(`${rule.file}:${rule.line}`) + (text === '' ? '' : ` \`${printable(text)}\``)];
}
