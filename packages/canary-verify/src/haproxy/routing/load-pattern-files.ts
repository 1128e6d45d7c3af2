import type { HaproxyConfig } from '../configuration/configuration.js';
import { loadPatternFiles as loadFiles } from '../inspect/load-pattern-files.js';
import { patternFileNames } from '../inspect/pattern-file-names.js';
import type { PatternFiles } from './rules.js';

/** Reads the maps and the files of patterns that a configuration names. Of those that cannot be read nothing is claimed. */
export function loadPatternFiles(config: HaproxyConfig): PatternFiles {
  const places = new Set(config.sections.map(({ place }) => place.file));
  return loadFiles(patternFileNames(config), [...places]).files;
}
