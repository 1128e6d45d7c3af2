import { readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { HaproxyConfig } from '../configuration/configuration.js';
import { patternFileNames } from './pattern-file-names.js';
import type { PatternFiles } from './rules/rules.js';

const LARGEST_BYTES = 20_000_000;

/** The files that a configuration names, as far as they could be read. */
export interface LoadedPatternFiles {
  files: PatternFiles;
  /** Names of those that could not. */
  missing: readonly string[];
}

/**
 * Reads the maps and the files of patterns that a configuration names, where HAProxy would look that is started here, or
 * else beside the configuration. A file that is not there is no mistake: what it decides is then unknown.
 */
export function loadPatternFiles(config: HaproxyConfig): LoadedPatternFiles {
  const folders = ['', ...new Set(config.sections.map(({ place }) => dirname(place.file)))];
  const found = patternFileNames(config).map(
    (name) => [name, textOf(name.replace(/^(?:file|opt)@/, ''), folders)] as const,
  );
  return {
    files: Object.fromEntries(found.filter((one): one is [string, string] => one[1] !== null)),
    missing: found.filter(([, text]) => text === null).map(([name]) => name),
  };
}

function textOf(name: string, folders: readonly string[]): string | null {
  for (const folder of folders) {
    try {
      const path = join(folder, name);
      if (statSync(path).size <= LARGEST_BYTES) return readFileSync(path, 'utf8');
    } catch {
      // It is not here, or not for us to read.
    }
  }
  return null;
}
