import { readFileSync } from 'node:fs';
import { fileProblem, quoted, UsageError } from '../../errors.js';
import type { ConfigSource } from '../../haproxy/configuration/configuration.js';

/** Whether a file that --config names is one of HAProxy's, by its ending: it holds no options of ours. */
export function isHaproxys(file: string): boolean {
  return /\.(cfg|conf)$/i.test(file);
}

/** The files of HAProxy's configuration among those that --config names, in their order. Throws a UsageError. */
export function haproxyFiles(named: readonly string[] = []): ConfigSource[] {
  return named.filter(isHaproxys).map((file) => {
    try {
      return { file, text: readFileSync(file, 'utf8') };
    } catch (error) {
      throw new UsageError('config', `cannot read ${quoted(file)}: ${fileProblem(error)}`);
    }
  });
}
