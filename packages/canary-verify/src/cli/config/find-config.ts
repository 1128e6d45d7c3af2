import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { quoted, UsageError } from '../../text/usage-error.js';
import { isHaproxys } from './haproxy-files.js';

/** How the file is called that is read without being named. */
export const CONFIG_NAMES: readonly string[] = ['ts', 'js', 'json', 'yaml'].map(
  (ending) => `canary-verify.config.${ending}`,
);

/** The configuration file: the one that is named, or the one in the folder; null when there is none. */
export function findConfig(named: readonly string[], folder: string): string | null {
  for (const file of named)
    if (!existsSync(file)) throw new UsageError('config', `must be a file; there is no ${quoted(file)}`);
  const own = named.filter((file) => !isHaproxys(file));
  if (own.length > 1)
    throw new UsageError('config', `must name only one options file; got ${own.map(quoted).join(' and ')}`);
  if (own[0] !== undefined) return own[0];
  const found = CONFIG_NAMES.filter((name) => existsSync(join(folder, name)));
  if (found.length > 1)
    throw new UsageError(
      'configuration',
      `there are ${found.join(' and ')}: keep one, or name one with --config`,
    );
  return found[0] ?? null;
}
