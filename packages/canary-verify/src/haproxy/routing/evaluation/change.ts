import type { Place } from '../../configuration/configuration.js';
import type { Effect } from '../rules/effect.js';
import type { Expression } from '../rules/expression.js';
import { writeIpv4 } from './addresses.js';
import type { Scope } from './asking.js';
import { toAddress } from './casts.js';
import { deleteHeaders, replaceHeaders, writeHeader } from './change-headers.js';
import { replaceLine, setLine } from './change-line.js';
import { doubtAt, type Message } from './message.js';
import { str } from './sample-value.js';
import { sampleValue, textOf } from './values.js';

/** Effects that change the request or variables, and what they do. */
const CHANGES: {
  [Kind in ChangeKind]: (effect: Extract<Effect, { kind: Kind }>, scope: Scope, place: Place) => void;
} = {
  'set-header': writeHeader,
  'add-header': writeHeader,
  'del-header': (effect, { message }, place) => deleteHeaders(effect, message, place),
  'replace-header': replaceHeaders,
  'replace-value': replaceHeaders,
  'set-line': setLine,
  'replace-line': replaceLine,
  'set-var': (effect, scope) => {
    const value = sampleValue(effect.value, scope);
    // Without a value the variable stays as it is.
    if (value !== null) scope.message.variables.set(effect.variable, value);
  },
  'set-var-fmt': (effect, scope) => {
    const value = textOf(effect.value, scope);
    scope.message.variables.set(effect.variable, typeof value === 'string' ? str(value) : value);
  },
  'unset-var': ({ variable }, { message }, place) => unset(variable, message, place),
  'normalize-uri': (_, { message }, place) => {
    const { uri } = message;
    if (typeof uri === 'string' && !PLAIN_URI.test(uri))
      message.uri = doubtAt(place, 'normalize-uri', 'what it makes of this path is not told here');
  },
  'set-dst': (_, { message }) => {
    message.port = null;
  },
  'set-src': ({ value }, scope, place) => {
    const source = value === null ? undefined : addressOf(value, scope);
    // What is no address changes nothing.
    if (source !== null)
      scope.message.source =
        source ?? doubtAt(place, 'set-src', 'the address of the client is changed by this rule');
  },
};

/** An address as text; null if the expression gives none, undefined if it is not known. */
function addressOf(value: Expression, scope: Scope): string | null | undefined {
  const sample = sampleValue(value, scope);
  if (sample === null) return null;
  if (sample.kind === 'doubt' || sample.kind === 'draw' || sample.kind === 'int') return undefined;
  const address = toAddress(sample);
  if (address === null) return null;
  if ('why' in address || address.kind !== 'ip' || address.version !== 4) return undefined;
  return writeIpv4(address.value);
}

/** Nothing of it is changed by any normalizer. */
const PLAIN_URI = /^\/(?:[\w-]+\/)*[\w-]*$/;

type ChangeKind =
  | 'set-header'
  | 'add-header'
  | 'del-header'
  | 'replace-header'
  | 'replace-value'
  | 'set-line'
  | 'replace-line'
  | 'set-var'
  | 'set-var-fmt'
  | 'unset-var'
  | 'set-src'
  | 'set-dst'
  | 'normalize-uri';

export type Change = Extract<Effect, { kind: ChangeKind }>;

/** Changes the request as a rule does. */
export function change(effect: Change, scope: Scope, place: Place): void {
  (CHANGES[effect.kind] as (effect: Change, scope: Scope, place: Place) => void)(effect, scope, place);
}

function unset(variable: string, { variables }: Message, place: Place): void {
  // A variable of the process cannot be forgotten by one request.
  if (variable.startsWith('proc.'))
    variables.set(variable, doubtAt(place, variable, 'variables of the process are not followed'));
  else if (variable.startsWith('sess.'))
    variables.set(variable, doubtAt(place, variable, 'it is forgotten here'));
  else variables.delete(variable);
}
