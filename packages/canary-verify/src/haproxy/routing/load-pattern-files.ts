import { readFileSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { HaproxyConfig } from '../configuration/configuration.js';
import type { PatternFiles } from './rules.js';

/** More is not read: what depends on such a file is not known. */
const LARGEST_BYTES = 50_000_000;

/**
 * Reads the maps and the files of patterns that a configuration names. HAProxy looks for them where it was started, which
 * may be elsewhere: so they are looked for beside the configuration as well. What cannot be read is left out, and nothing
 * is claimed of what depends on it.
 */
export function loadPatternFiles(config: HaproxyConfig): PatternFiles {
  const files = new Map<string, string>();
  for (const { lines } of config.sections)
    for (const { words, place } of lines)
      for (const name of namesIn(words)) {
        const text = files.has(name) ? null : firstText([resolve(name), resolve(dirname(place.file), name)]);
        if (text !== null) files.set(name, text);
      }
  return Object.fromEntries(files);
}

/** Behind `-f`, and as the first argument of `map` and its like (configuration manual, sections 7.1.1 and 7.3.1). */
function namesIn(words: readonly string[]): string[] {
  const files = words.filter((_, index) => words[index - 1] === '-f');
  const maps = words.flatMap((word) =>
    [...word.matchAll(/\bmap(?:_[a-z_]+)?\(([^,)]+)/g)].map(([, name = '']) => name),
  );
  return [...files, ...maps];
}

function firstText(paths: readonly string[]): string | null {
  for (const path of paths)
    try {
      if (statSync(path).size <= LARGEST_BYTES) return readFileSync(path, 'utf8');
    } catch {
      // Looked for in the next place.
    }
  return null;
}
