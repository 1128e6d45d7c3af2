import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { UsageError } from '../../text/usage-error.js';

// Code from outside the package. A single file can import none: packaging/single-file/ has a module of its own for this one.

/** What a module exports by default. */
export async function loadModule(path: string): Promise<unknown> {
  return (await import(pathToFileURL(path).href)).default;
}

/** A package that only whoever needs it installs: beside the configuration file, or beside canary-verify. */
export function peer<Module>(name: string, beside: string, what: string): Module {
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
