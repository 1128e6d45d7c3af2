import type { Place } from '../../configuration/configuration.js';
import type { Effect } from '../effect.js';
import { commaValues } from './header-values.js';
import { doubtAt, type Header, type Message, type Text } from './message.js';
import { asJavaScript, replaced } from './regex.js';
import { type Doubt, isAscii, str } from './sample.js';
import { lowered } from './texts.js';
import type { Scope } from './truth.js';
import { textOf, valueOf } from './values.js';

/** Effects that change the request or variables. */
export type Change = Extract<
  Effect,
  {
    kind:
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
      | 'set-src';
  }
>;

/** Changes the request as a rule does. */
export function change(effect: Change, scope: Scope, place: Place): void {
  const { message } = scope;
  switch (effect.kind) {
    case 'set-header':
    case 'add-header': {
      const value = textOf(effect.value, scope);
      const name = lowered(effect.header);
      if (effect.kind === 'set-header')
        message.headers = message.headers.filter((header) => header.name !== name);
      message.headers.push({ name, value });
      return;
    }
    case 'del-header':
      return deleteHeaders(effect, message, place);
    case 'replace-header':
    case 'replace-value':
      return replaceHeaders(effect, scope, place);
    case 'set-line':
      return setLine(effect, scope, place);
    case 'replace-line':
      return replaceLine(effect, scope, place);
    case 'set-var': {
      const value = valueOf(effect.value, scope);
      // Without a value the variable stays as it is.
      if (value !== null) message.variables.set(effect.variable, value);
      return;
    }
    case 'set-var-fmt': {
      const value = textOf(effect.value, scope);
      message.variables.set(effect.variable, typeof value === 'string' ? str(value) : value);
      return;
    }
    case 'unset-var':
      return unset(effect.variable, message, place);
    case 'set-src':
      message.source = doubtAt(place, 'set-src', 'the address of the client is changed by this rule');
  }
}

function unset(variable: string, { variables }: Message, place: Place): void {
  // What the process keeps cannot be forgotten by one request.
  if (variable.startsWith('proc.'))
    variables.set(variable, doubtAt(place, variable, 'variables of the process are not followed'));
  else if (variable.startsWith('sess.'))
    variables.set(variable, doubtAt(place, variable, 'it is forgotten here'));
  else variables.delete(variable);
}

function deleteHeaders(
  { header, method }: Extract<Change, { kind: 'del-header' }>,
  message: Message,
  place: Place,
): void {
  if (method === 'reg') {
    const regex = asJavaScript(header, false);
    if (regex !== null) message.headers = message.headers.filter(({ name }) => !regex.test(name));
    else
      message.headers = message.headers.map(({ name }) => ({
        name,
        value: doubtAt(place, header, 'whether this regular expression deletes a header is not known here'),
      }));
    return;
  }
  const wanted = lowered(header);
  const goes: Record<typeof method, (name: string) => boolean> = {
    str: (name) => name === wanted,
    beg: (name) => name.startsWith(wanted),
    end: (name) => name.endsWith(wanted),
    sub: (name) => name.includes(wanted),
  };
  message.headers = message.headers.filter(({ name }) => !goes[method](name));
}

type Replacing = Extract<Change, { kind: 'replace-header' | 'replace-value' }>;

function replaceHeaders({ kind, header, regex, value }: Replacing, scope: Scope, place: Place): void {
  const expression = asJavaScript(regex, false);
  const replacement = textOf(value, scope);
  const name = lowered(header);
  const unknown = doubtAt(place, `${header} ${regex}`, 'what this replaces is not understood here');
  scope.message.headers = scope.message.headers.map((line): Header => {
    if (line.name !== name || typeof line.value !== 'string') return line;
    const parts = kind === 'replace-header' ? [line.value] : commaValues(line.value);
    if (expression === null) return { name, value: unknown };
    const written = parts.map((part) => replacedText(part, expression, replacement));
    if (written.every((part, index) => part === parts[index])) return line;
    const first = written.find((part) => typeof part !== 'string');
    if (first !== undefined) return { name, value: first === null ? unknown : first };
    // Blanks around a value that is replaced go with it, those of the others stay: as a list they are the same.
    return { name, value: kind === 'replace-header' ? (written[0] as string) : unknown };
  });
}

/** The text with the match replaced as a whole: what does not match of it is lost. Null: not understood. */
function replacedText(text: string, regex: RegExp, replacement: Text): Text | null {
  const match = regex.exec(text);
  if (match === null) return text;
  return typeof replacement === 'string' ? replaced(match, replacement) : replacement;
}

const KNOWN_METHODS = new Set(['GET', 'HEAD', 'POST', 'CONNECT', 'PUT', 'OPTIONS', 'DELETE', 'TRACE']);

function setLine({ part, value }: Extract<Change, { kind: 'set-line' }>, scope: Scope, place: Place): void {
  const { message } = scope;
  const text = textOf(value, scope);
  if (part === 'method') {
    // HAProxy goes on to compare with the method that it has recognized when the request came.
    if (typeof message.method !== 'string' || KNOWN_METHODS.has(message.method)) return;
    message.method = doubtAt(place, value.text, 'how HAProxy compares this method is not known here');
    return;
  }
  const { uri } = message;
  if (typeof uri !== 'string' || typeof text !== 'string') {
    message.uri = typeof text === 'string' ? uri : text;
    if (typeof text === 'string' && part === 'uri') message.uri = text;
    return;
  }
  message.uri =
    withPart(uri, part, text) ?? doubtAt(place, value.text, 'what the path becomes is not told here');
}

/** The address with a part set; null: not told here. */
function withPart(uri: string, part: 'path' | 'pathq' | 'query' | 'uri', text: string): string | null {
  if (!isAscii(text) || /[\s]/.test(text)) return null;
  const at = uri.indexOf('?');
  const query = at === -1 ? '' : uri.slice(at);
  const path = at === -1 ? uri : uri.slice(0, at);
  if (part === 'query') {
    if (text === '') return at === -1 ? uri : `${path}?`;
    return `${path}?${text}`;
  }
  if (!text.startsWith('/') || !uri.startsWith('/')) return null;
  return part === 'path' ? text + query : text;
}

function replaceLine(
  { part, regex, value }: Extract<Change, { kind: 'replace-line' }>,
  scope: Scope,
  place: Place,
): void {
  const { message } = scope;
  const { uri } = message;
  if (typeof uri !== 'string') return;
  const unknown = (): Doubt =>
    doubtAt(place, `${regex} ${value.text}`, 'what this replaces is not understood here');
  const expression = asJavaScript(regex, false);
  const subject = part === 'path' ? (uri.split('?', 1)[0] as string) : uri;
  if (expression === null || !uri.startsWith('/')) {
    message.uri = unknown();
    return;
  }
  const match = expression.exec(subject);
  if (match === null) return;
  const replacement = textOf(value, scope);
  const text = typeof replacement === 'string' ? replaced(match, replacement) : replacement;
  if (text === null || typeof text !== 'string') message.uri = text ?? unknown();
  else message.uri = withPart(uri, part, text) ?? unknown();
}
