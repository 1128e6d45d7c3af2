import { readFileSync } from 'node:fs';
import { extname, resolve } from 'node:path';
import { masked } from '../../text/masked.js';
import { quoted, UsageError } from '../../text/usage-error.js';
import { loadModule, peer } from './load-module.js';

/** Reads a configuration file without checking it. Throws a UsageError that names the file. */
export async function loadConfig(file: string): Promise<unknown> {
  const load = LOADERS[extname(file)];
  if (load === undefined)
    throw new UsageError(
      'config',
      `must end in .ts, .js, .json or .yaml, or in .cfg for HAProxy's configuration; got ${quoted(file)}`,
    );
  try {
    return await load(resolve(file));
  } catch (error) {
    if (error instanceof UsageError) throw error;
    const [cause = ''] = String(error instanceof Error ? error.message : error).split('\n');
    throw new UsageError('configuration', `${file} cannot be loaded: ${masked(cause)}`);
  }
}

type Loader = (path: string) => unknown;

const LOADERS: Readonly<Record<string, Loader>> = {
  ...{ '.ts': loadTypeScript, '.mts': loadTypeScript },
  ...{ '.js': loadModule, '.mjs': loadModule, '.cjs': loadModule },
  '.json': (path) => JSON.parse(readFileSync(path, 'utf8')),
  ...{ '.yaml': loadYaml, '.yml': loadYaml },
};

/** From 22.18 on Node takes the types away by itself; before that it does not know the ending. */
async function loadTypeScript(path: string): Promise<unknown> {
  try {
    return await loadModule(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_UNKNOWN_FILE_EXTENSION') throw error;
  }
  const { createJiti } = peer<typeof import('jiti')>('jiti', path, 'a .ts file on this version of Node');
  return createJiti(path, { fsCache: false }).import(path, { default: true });
}

function loadYaml(path: string): unknown {
  const { parse } = peer<typeof import('yaml')>('yaml', path, 'a .yaml file');
  return parse(readFileSync(path, 'utf8'));
}
