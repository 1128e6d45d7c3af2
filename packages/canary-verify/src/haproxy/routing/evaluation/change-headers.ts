import type { Place } from '../../configuration/configuration.js';
import type { Effect } from '../rules/effect.js';
import type { Scope } from './asking.js';
import { commaParts, trimmed } from './header-values.js';
import { doubtAt, type Message, type MessageHeader, type Text } from './message.js';
import type { CountedRegExp } from './regex/counted-regexp.js';
import { asJavaScript, replaced } from './regex.js';
import { lowered } from './texts.js';
import { textOf } from './values.js';

type Writing = Extract<Effect, { kind: 'set-header' | 'add-header' }>;

/** `set-header` takes the place of all headers of that name, `add-header` comes after them. */
export function writeHeader({ kind, header, value }: Writing, scope: Scope): void {
  const { message } = scope;
  const added: MessageHeader = { name: lowered(header), value: textOf(value, scope) };
  const kept =
    kind === 'add-header' ? message.headers : message.headers.filter(({ name }) => name !== added.name);
  message.headers = [...kept, added];
}

type Deleting = Extract<Effect, { kind: 'del-header' }>;

export function deleteHeaders({ header, method }: Deleting, message: Message, place: Place): void {
  if (method === 'reg') {
    const regex = asJavaScript(header, false);
    const why = 'whether this regular expression deletes a header is not known here';
    message.headers = message.headers.flatMap((line) => {
      const found = regex?.find(line.name);
      if (found === undefined) return [{ name: line.name, value: doubtAt(place, header, why) }];
      return found === null ? [line] : [];
    });
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

type Replacing = Extract<Effect, { kind: 'replace-header' | 'replace-value' }>;

export function replaceHeaders({ kind, header, regex, value }: Replacing, scope: Scope, place: Place): void {
  const expression = asJavaScript(regex, false);
  const replacement = textOf(value, scope);
  const name = lowered(header);
  const unknown = doubtAt(place, `${header} ${regex}`, 'what this replaces is not understood here');
  scope.message.headers = scope.message.headers.map((line): MessageHeader => {
    if (line.name !== name || typeof line.value !== 'string') return line;
    if (expression === null) return { name, value: unknown };
    const parts = kind === 'replace-header' ? [line.value] : commaParts(line.value);
    const written = parts.map((part) => replacedText(part, expression, replacement));
    const told = written.filter((part) => typeof part === 'string');
    if (told.length === written.length) return { name, value: told.join(',') };
    return { name, value: written.find((part) => part !== null && typeof part !== 'string') ?? unknown };
  });
}

/** The text that replaces a value, and the spaces around it, when it matches. Null if it is not understood. */
function replacedText(text: string, regex: CountedRegExp, replacement: Text): Text | null {
  const match = regex.find(trimmed(text));
  if (match === undefined) return null;
  if (match === null) return text;
  return typeof replacement === 'string' ? replaced(match, replacement) : replacement;
}
