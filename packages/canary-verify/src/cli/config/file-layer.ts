import { keyOf } from './config.js';
import type { Layer } from './layer.js';
import { loadConfig } from './load-config.js';
import { readConfig } from './read-config.js';

/** The options that a configuration file says. */
export async function fileLayer(file: string): Promise<Layer> {
  const configured = readConfig(await loadConfig(file), file);
  return { ...configured, source: (name) => ({ kind: 'file', file, key: keyOf(name) }) };
}
