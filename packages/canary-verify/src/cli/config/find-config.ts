import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { quoted, UsageError } from '../../errors.js';

/** How the file is called that is read without being named. */
export const CONFIG_NAMES: readonly string[] = ['ts', 'js', 'json', 'yaml'].map(
  (ending) => `canary-verify.config.${ending}`,
);

/** Whether a file is canary-verify's own: any other is HAProxy's. */
export function isOwnConfig(file: string): boolean {
  return /\.([cm]?[jt]s|json|ya?ml)$/.test(file);
}

/** The configuration file: the one that is named, or the one in the folder; null when there is none. */
export function findConfig([named, ...others]: readonly string[], folder: string): string | null {
  if (named !== undefined) {
    if (others.length > 0)
      throw new UsageError('config', `wants one file, got ${[named, ...others].map(quoted).join(' and ')}`);
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
