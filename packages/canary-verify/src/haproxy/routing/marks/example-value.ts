import { readRange } from '../evaluation/matching.js';
import { type PatternPart, readPattern } from '../evaluation/regex/read-pattern.js';
import { asJavaScript, withoutMode } from '../evaluation/regex.js';
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

/**
 * A text that an expression matches: of each choice the first, or none where nothing is one; of what may repeat as little as may be.
 */
function exampleOfRegex(pattern: string): string | null {
  const regex = asJavaScript(pattern, false);
  const tree = readPattern(withoutMode(pattern));
  if (regex === null || tree === null) return null;
  const example = exampleOf(tree);
  return /^[!-~]([ -~]*[!-~])?$/.test(example) && regex.find(example) ? example : null;
}

function exampleOf(part: PatternPart): string {
  switch (part.kind) {
    case 'letter':
      return exampleLetter(part.source);
    case 'begin':
    case 'end':
    case 'boundary':
      return '';
    case 'sequence':
      return part.parts.map(exampleOf).join('');
    case 'choice': {
      const examples = part.parts.map(exampleOf);
      return examples.includes('') ? '' : (examples[0] ?? '');
    }
    case 'group':
      return exampleOf(part.part);
    case 'repeat':
      return exampleOf(part.part).repeat(Math.min(part.least, MOST_LETTERS));
  }
}

/** Usual letters come before those that the pattern names, and these before all others. */
function exampleLetter(source: string): string {
  const usual = /^(?:\.|\\.|\[\^.*)$/.test(source) ? [...'a1Zx-_.'] : [];
  const own = [...source.replace(/^\[\^?|\\/g, '')];
  const means = new RegExp(`^${source}$`);
  const all = Array.from({ length: 95 }, (_, index) => String.fromCharCode(32 + index));
  return [...usual, ...own, ...all].find((letter) => means.test(letter)) ?? 'a';
}
