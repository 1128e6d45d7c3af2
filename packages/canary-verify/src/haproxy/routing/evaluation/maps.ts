import { readNetwork } from './addresses.js';
import { matches, type Patterns } from './matching.js';
import type { SettledValue } from './sample-value.js';

export interface MapLine {
  key: string;
  value: string;
}

/** The lines of a map file: a key, blanks, a value up to the end of the line. `#` begins a comment at the start of a line. */
export function readMap(text: string): MapLine[] {
  return readLines(text).flatMap((line) => {
    const [, key, value] = /^([^ \t]+)[ \t]*(.*)$/.exec(line) ?? [];
    return key === undefined ? [] : [{ key, value: (value as string).replace(/[ \t]+$/, '') }];
  });
}

/** The lines of a file of patterns, without blanks before them. */
export function readPatterns(text: string): string[] {
  return readLines(text);
}

function readLines(text: string): string[] {
  return text.split('\n').flatMap((line) => {
    if (line.startsWith('#')) return [];
    const content = line.replace(/^[ \t]+/, '').split('\r', 1)[0] as string;
    return content === '' ? [] : [content];
  });
}

/**
 * The value of a map: of the line that fits, of the longest prefix or network, else of the first. Null if none
 * fits, undefined if it is not told here which one does.
 */
export function lookedUp(
  sample: SettledValue,
  lines: readonly MapLine[],
  method: Patterns['method'],
): string | null | undefined {
  const fitting: MapLine[] = [];
  for (const line of lines) {
    const fits = matches(sample, { method, ignoreCase: false, patterns: [line.key] });
    if (typeof fits !== 'boolean') return undefined;
    if (fits) fitting.push(line);
  }
  const [first] = fitting;
  if (first === undefined) return null;
  const best = Math.max(...fitting.map(({ key }) => length(key, method)));
  const chosen = fitting.filter(({ key }) => length(key, method) === best);
  // The same key twice: which of them counts is left to HAProxy's tree.
  const values = new Set(chosen.map(({ value }) => value));
  return TREES.has(method) && values.size > 1 ? undefined : (chosen[0] as MapLine).value;
}

const TREES: ReadonlySet<string> = new Set(['str', 'beg', 'ip']);

function length(key: string, method: string): number {
  if (method === 'beg') return key.length;
  return method === 'ip' ? (readNetwork(key)?.bits ?? 0) : 0;
}
