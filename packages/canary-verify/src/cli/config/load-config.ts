import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { extname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { masked } from '../../text/masked.js';
import { quoted, UsageError } from '../../text/usage-error.js';

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

async function loadModule(path: string): Promise<unknown> {
  return (await import(pathToFileURL(path).href)).default;
}

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

/** A package that only whoever needs it installs: beside the configuration file, or beside canary-verify. */
function peer<Module>(name: string, beside: string, what: string): Module {
  for (const from of [beside, import.meta.url])
    try {
      return createRequire(from)(name);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'MODULE_NOT_FOUND') throw error;
    }
  throw new UsageError(
    'configuration',
    `${what} must be read with the package ${name}, which is not installed: npm install --save-dev ${name}`,
  );
}
