import { existsSync, statSync } from 'node:fs';
import type { ConfigSource } from '../../haproxy/index.js';

/** Whether what --config names is HAProxy's, by its ending, or as a folder of such files: it holds no options of ours. */
export function isHaproxys(path: string): boolean {
  return /\.(cfg|conf)$/i.test(path) || (existsSync(path) && statSync(path).isDirectory());
}

/** HAProxy's files among those that --config names, in their order. What reads them is loaded only then. Throws a UsageError. */
export async function haproxyFiles(named: readonly string[] = []): Promise<ConfigSource[]> {
  const paths = named.filter(isHaproxys);
  if (paths.length === 0) return [];
  const { loadConfiguration } = await import('../../haproxy/index.js');
  return loadConfiguration(paths, 'config');
}
