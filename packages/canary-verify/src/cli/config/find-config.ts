import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { quoted, UsageError } from '../../errors.js';

/** How the file is called that is read without being named. */
export const CONFIG_NAMES: readonly string[] = ['ts', 'js', 'json', 'yaml'].map(
  (ending) => `canary-verify.config.${ending}`,
);

/** The configuration file: the one that is named, or the one in the folder; null when there is none. */
export function findConfig(named: string | undefined, folder: string): string | null {
  if (named !== undefined) {
    if (existsSync(named)) return named;
    throw new UsageError('config', `wants a file, there is no ${quoted(named)}`);
  }
  const found = CONFIG_NAMES.filter((name) => existsSync(join(folder, name)));
  if (found.length > 1)
    throw new UsageError(
      'configuration',
      `there are ${found.join(' and ')}: keep one, or name one with --config`,
    );
  return found[0] ?? null;
}
