import { type Read, readArguments } from '../../configuration/argument-list.js';
import type { Place } from '../../configuration/configuration.js';

/** A sample fetch or a converter with its arguments: `req.hdr(X-Canary,-1)`. */
export interface Call {
  name: string;
  args: readonly string[];
}

/** A sample expression (manual, section 7.1): `req.hdr(X-Canary),lower`. */
export interface Expression {
  fetch: Call;
  converters: readonly Call[];
  place: Place;
  text: string;
}

/** Letters of names of fetches and converters. */
const NAME = /[A-Za-z0-9._+:-]*/y;

/**
 * Reads one fetch or converter from a position of a text, as `make_arg_list` does: arguments end at commas and
 * parentheses, unless quoted once more. Null if it is not one.
 */
export function readCall(text: string, start: number): Read<Call> | null {
  NAME.lastIndex = start;
  const name = NAME.exec(text)?.[0] ?? '';
  if (name === '') return null;
  const end = start + name.length;
  if (text[end] !== '(') return { value: { name, args: [] }, end };
  const args = readArguments(text, end + 1);
  return args === null ? null : { value: { name, args: args.value }, end: args.end };
}

/** Reads `fetch(args),converter(args)` from a position, up to the first letter that is not part of it. */
export function readExpression(text: string, start: number, place: Place): Read<Expression> | null {
  const fetch = readCall(text, start);
  if (fetch === null) return null;
  const rest = readConverters(text, fetch.end);
  if (rest === null) return null;
  const whole = text.slice(start, rest.end);
  return { value: { fetch: fetch.value, converters: rest.value, place, text: whole }, end: rest.end };
}

/** Several commas in a row and commas at the end are taken for one. */
export function readConverters(text: string, start: number): Read<Call[]> | null {
  const converters: Call[] = [];
  let at = start;
  while (text[at] === ',') {
    while (text[at] === ',') at++;
    if (at >= text.length) break;
    const converter = readCall(text, at);
    if (converter === null) return null;
    converters.push(converter.value);
    at = converter.end;
  }
  return { value: converters, end: at };
}

/**
 * Reads an expression that fills its words: converters may follow as words of their own (`src map(file)`). Null if
 * it is none, or another word follows.
 */
export function wholeExpression(words: readonly string[], place: Place): Expression | null {
  const [first, ...rest] = words;
  if (first === undefined) return null;
  const head = readExpression(first, 0, place);
  if (head === null || head.end !== first.length) return null;
  const converters = [...head.value.converters];
  for (const word of rest) {
    const more = readConverters(`,${word}`, 0);
    if (more === null || more.end !== word.length + 1) return null;
    converters.push(...more.value);
  }
  return { ...head.value, converters, text: words.join(' ') };
}
