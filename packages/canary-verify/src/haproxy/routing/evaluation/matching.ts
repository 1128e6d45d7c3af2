import type { MatchMethod } from '../rules/condition.js';
import { inNetwork, readNetwork } from './addresses.js';
import { type Cast, toAddress, toInt, toText } from './casts.js';
import type { Range } from './distribution.js';
import { asJavaScript } from './regex.js';
import type { SettledValue } from './sample-value.js';
import { lowered } from './texts.js';

/** The patterns that a value is compared with. */
export interface Patterns {
  method: MatchMethod;
  ignoreCase: boolean;
  patterns: readonly string[];
}

/** Whether it is so; a reason: that is not told here. */
type Told = boolean | { why: string };

/** Whether some pattern matches. A reason: that is not told here. */
export function matches(sample: SettledValue, patterns: Patterns): Told {
  if (patterns.method === 'found') return true;
  if (patterns.method === 'method') return matchesMethod(sample, patterns);
  const cast = castFor(sample, patterns.method);
  if (cast === null) return false;
  if ('why' in cast) return cast;
  if (patterns.method === 'bool') return cast.kind === 'int' && cast.value !== 0n;
  return some(patterns.patterns, (pattern) => one(cast, pattern, patterns));
}

function castFor(sample: SettledValue, method: MatchMethod): Cast {
  if (method === 'bool' || method === 'int') return toInt(sample);
  return method === 'ip' ? toAddress(sample) : toText(sample);
}

/** One that matches is enough; else one that is not understood spoils it. */
function some(patterns: readonly string[], test: (pattern: string) => Told): Told {
  let unknown: { why: string } | null = null;
  for (const pattern of patterns) {
    const result = test(pattern);
    if (result === true) return true;
    if (result !== false) unknown ??= result;
  }
  return unknown ?? false;
}

function one(sample: SettledValue, pattern: string, { method, ignoreCase }: Patterns): Told {
  if (sample.kind === 'int') return inRange(sample.value, pattern);
  if (sample.kind === 'ip') {
    const network = readNetwork(pattern);
    return network === null
      ? { why: `"${pattern}" is not an address that is understood here` }
      : inNetwork(sample, network);
  }
  if (sample.kind !== 'str') return { why: 'its type is not understood here' };
  if (method === 'len') return inRange(BigInt(sample.value.length), pattern, unsigned);
  if (method === 'reg') {
    const found = asJavaScript(pattern, ignoreCase)?.find(sample.value);
    return found === undefined
      ? { why: `the regular expression "${pattern}" is not understood here` }
      : found !== null;
  }
  const [text, wanted] = ignoreCase ? [lowered(sample.value), lowered(pattern)] : [sample.value, pattern];
  return TEXT_METHODS[method as TextMethod](text, wanted);
}

type TextMethod = 'str' | 'beg' | 'end' | 'sub' | 'dir' | 'dom';

const TEXT_METHODS: Record<TextMethod, (text: string, wanted: string) => Told> = {
  str: (text, wanted) => text === wanted,
  beg: (text, wanted) => text.startsWith(wanted),
  end: (text, wanted) => text.endsWith(wanted),
  sub: (text, wanted) => text.includes(wanted),
  dir: (text, wanted) => hasWord(text, wanted, '/?'),
  dom: (text, wanted) => hasWord(text, wanted, '/?.:'),
};

/** Whether the text has this between delimiters or its ends (`match_word`); delimiters around what is wanted do not count. */
function hasWord(text: string, wanted: string, delimiters: string): Told {
  let from = 0;
  let to = wanted.length;
  while (from < to && delimiters.includes(wanted[from] as string)) from++;
  while (from < to && delimiters.includes(wanted[to - 1] as string)) to--;
  const core = wanted.slice(from, to);
  if (core === '') return { why: `"${wanted}" has nothing but delimiters` };
  let begins = true;
  for (let at = 0; at + core.length <= text.length; at++) {
    if (delimiters.includes(text[at] as string)) {
      begins = true;
      continue;
    }
    const after = at + core.length;
    const ends = after === text.length || delimiters.includes(text[after] as string);
    if (begins && text.startsWith(core, at) && ends) return true;
    begins = false;
  }
  return false;
}

const METHODS = new Set(['GET', 'HEAD', 'POST', 'CONNECT', 'PUT', 'OPTIONS', 'DELETE', 'TRACE']);

/** Methods that HAProxy knows are compared as they are; only others without regard to case, if asked. */
function matchesMethod(sample: SettledValue, { patterns, ignoreCase }: Patterns): Told {
  if (sample.kind !== 'method') return { why: 'it is not a method' };
  const { value } = sample;
  return patterns.some((pattern) => {
    if (METHODS.has(pattern) || METHODS.has(value)) return value === pattern;
    return ignoreCase ? lowered(value) === lowered(pattern) : value === pattern;
  });
}

function inRange(value: bigint, pattern: string, bound: (end: number) => bigint = BigInt): Told {
  const range = readRange(pattern);
  if (range === null) return { why: `"${pattern}" is not a range that is understood here` };
  return (
    (range.from === null || bound(range.from) <= value) && (range.to === null || value <= bound(range.to))
  );
}

/** Lengths are compared without signs, so that every length is less than `lt 0`. */
function unsigned(end: number): bigint {
  return BigInt.asUintN(64, BigInt(end));
}

/**
 * Reads `5`, `1:5`, `1-5`, `:5`, `5:`; numbers of up to 15 digits (`pat_parse_int`). Null if it is written
 * otherwise.
 */
export function readRange(pattern: string): Range | null {
  const at = pattern.search(/[:-]/);
  if (at === -1) {
    const value = readNumber(pattern);
    return value === null ? null : { from: value, to: value };
  }
  const from = readNumber(pattern.slice(0, at));
  const to = readNumber(pattern.slice(at + 1));
  if (at === 0) return to === null ? null : { from: null, to };
  if (at === pattern.length - 1) return from === null ? null : { from, to: null };
  return from === null || to === null ? null : { from, to };
}

function readNumber(text: string): number | null {
  return /^-?\d{1,15}$/.test(text) ? Number(text) : null;
}
