import { CountedRegExp } from './regex/counted-regexp.js';
import { compiled } from './regex/program.js';
import { readPattern } from './regex/read-pattern.js';

/** Those that were read before, by pattern and case; many files ask for the same ones again and again. */
const READ = new Map<string, CountedRegExp | null>();

/** The only mode that is understood, for the whole of an expression. */
const ANY_CASE = '(?i)';

/** The most that are kept. */
const MOST_READ = 2_000;

/**
 * The regular expression that matches the same ASCII texts as in PCRE, with the same groups. Null if it uses something in which
 * they may differ, or which may take for ever.
 */
export function asJavaScript(pattern: string, ignoreCase: boolean): CountedRegExp | null {
  const key = `${ignoreCase ? 'i' : ' '}${pattern}`;
  const before = READ.get(key);
  if (before !== undefined) return before;
  const anyCase = ignoreCase || pattern.startsWith(ANY_CASE);
  const read = readExpression(withoutMode(pattern), anyCase ? 'i' : '');
  if (READ.size >= MOST_READ) READ.clear();
  READ.set(key, read);
  return read;
}

/** An expression without the mode in front of it. */
export function withoutMode(pattern: string): string {
  return pattern.startsWith(ANY_CASE) ? pattern.slice(ANY_CASE.length) : pattern;
}

function readExpression(pattern: string, flags: '' | 'i'): CountedRegExp | null {
  const tree = readPattern(pattern);
  const program = tree === null ? null : compiled(tree, flags);
  try {
    return program === null ? null : new CountedRegExp(pattern, flags, program);
  } catch {
    return null;
  }
}

/**
 * The text that HAProxy writes for a match (`exp_replace`): `\1` is a group, another letter after a backslash
 * itself. Null for hexadecimal letters and a backslash at the end, which are not understood here.
 */
export function replaced(match: RegExpExecArray, replacement: string): string | null {
  if (/\\(?:x|$)/.test(replacement.replaceAll('\\\\', ''))) return null;
  return replacement.replace(/\\(.)/gs, (_, letter: string) =>
    /\d/.test(letter) ? (match[Number(letter)] ?? '') : letter,
  );
}
