import { readRange } from '../evaluation/matching.js';
import { asJavaScript } from '../evaluation/regex.js';
import type { MatchMethod } from '../rules/condition.js';

/**
 * A value that a pattern matches. It may be a guess, because it is tried before it is used. Null if none was
 * found.
 */
export function exampleValue(method: MatchMethod, pattern: string): string | null {
  if (method === 'reg') return exampleOfRegex(pattern);
  if (method === 'int') return exampleNumber(pattern)?.toString() ?? null;
  if (method === 'len') return exampleText(exampleNumber(pattern));
  if (method === 'ip') return pattern.replace(/\/.*$/, '');
  return /^[!-~]([ -~]*[!-~])?$/.test(pattern) ? pattern : null;
}

/** For tests without patterns: that there is something, or that it is not zero. */
export function exampleWithoutPattern(method: MatchMethod): string | null {
  if (method === 'found') return 'yes';
  return method === 'bool' ? '1' : null;
}

function exampleNumber(pattern: string): number | null {
  const range = readRange(pattern);
  if (range === null) return null;
  return range.from ?? Math.min(0, range.to ?? 0);
}

const MOST_LETTERS = 200;

function exampleText(length: number | null): string | null {
  return length === null || length < 0 || length > MOST_LETTERS ? null : 'x'.repeat(length);
}

/** A text that a simple expression matches: of each choice the first, and of what may repeat as little as may be. */
function exampleOfRegex(pattern: string): string | null {
  const regex = asJavaScript(pattern, false);
  if (regex === null) return null;
  const example = firstChoice(innermostFirst(pattern));
  return /^[!-~]([ -~]*[!-~])?$/.test(example) && regex.find(example) ? example : null;
}

/** Replaces groups, from the innermost, by what they may match. */
function innermostFirst(pattern: string): string {
  let rest = pattern;
  for (let rounds = 0; rounds < 50; rounds++) {
    const next = rest.replace(
      /(?<!\\)\((?:\?:)?((?:[^()\\]|\\.)*)\)([*?+]|\{\d+(?:,\d*)?\})?\??/,
      (_, inside: string, repeat = '') => repeated(inside.split('|', 1)[0] as string, repeat),
    );
    if (next === rest) break;
    rest = next;
  }
  return rest.split(/(?<!\\)\|/, 1)[0] as string;
}

function firstChoice(pattern: string): string {
  return pattern.replace(
    /\[(\^?)((?:[^\]\\]|\\.)+)\]([*?+]|\{\d+(?:,\d*)?\})?\??|(\\.|[^\\])([*?+]|\{\d+(?:,\d*)?\})?\??/g,
    (_, not, inside, repeatOfClass = '', letter, repeat = '') =>
      inside === undefined
        ? repeated(ofLetter(letter), repeat)
        : repeated(ofClass(not, inside), repeatOfClass),
  );
}

function repeated(text: string, repeat: string): string {
  if (repeat === '*' || repeat === '?') return '';
  const count = Number(/^\{(\d+)/.exec(repeat)?.[1] ?? 1);
  return text.repeat(Math.min(count, MOST_LETTERS));
}

const OF_CLASSES: Readonly<Record<string, string>> = {
  '\\d': '1',
  '\\w': 'a',
  '\\D': 'a',
  '\\W': '-',
  '.': 'a',
  '^': '',
  $: '',
};

function ofLetter(letter: string): string {
  return OF_CLASSES[letter] ?? letter.slice(-1);
}

function ofClass(not: string, inside: string): string {
  if (not === '') return ofLetter(/^\\./.exec(inside)?.[0] ?? (inside[0] as string));
  const other = [...'a1Zx-_.'].find((letter) => !new RegExp(`[${inside}]`).test(letter));
  return other ?? 'a';
}
