import type { Place } from '../../configuration/configuration.js';
import type { Effect } from '../rules/effect.js';
import type { Scope } from './asking.js';
import { doubtAt } from './message.js';
import { asJavaScript, replaced } from './regex.js';
import { type Doubt, isAscii } from './sample-value.js';
import { textOf } from './values.js';

const KNOWN_METHODS = new Set(['GET', 'HEAD', 'POST', 'CONNECT', 'PUT', 'OPTIONS', 'DELETE', 'TRACE']);

export function setLine(
  { part, value }: Extract<Effect, { kind: 'set-line' }>,
  scope: Scope,
  place: Place,
): void {
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

/** The address with one part replaced; null if it is not told here. */
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

export function replaceLine(
  { part, regex, value }: Extract<Effect, { kind: 'replace-line' }>,
  scope: Scope,
  place: Place,
): void {
  const { message } = scope;
  const { uri } = message;
  if (typeof uri !== 'string') return;
  const unknown = (): Doubt =>
    doubtAt(place, `${regex} ${value.text}`, 'what this replaces is not understood here');
  const subject = part === 'path' ? (uri.split('?', 1)[0] as string) : uri;
  const match = asJavaScript(regex, false)?.find(subject);
  if (match === undefined || !uri.startsWith('/')) {
    message.uri = unknown();
    return;
  }
  if (match === null) return;
  const replacement = textOf(value, scope);
  const text = typeof replacement === 'string' ? replaced(match, replacement) : replacement;
  if (text === null || typeof text !== 'string') message.uri = text ?? unknown();
  else message.uri = withPart(uri, part, text) ?? unknown();
}
