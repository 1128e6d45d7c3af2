// In the place of packages/canary-verify/src/cli/config/load-module.ts: code from outside is required, which Node can do from
// files also where it cannot import any.
import { createRequire } from 'node:module';
import { types } from 'node:util';
import * as yaml from 'yaml';
import { UsageError } from '../../text/usage-error.js';

export async function loadModule(path) {
  try {
    const exported = createRequire(path)(path);
    return types.isModuleNamespaceObject(exported) ? exported.default : exported;
  } catch (error) {
    if (error.code !== 'ERR_REQUIRE_ASYNC_MODULE') throw error;
    throw new UsageError(
      'configuration',
      `${path} must not use await at its top level, which a single file cannot load; export a value, or run it with npx canary-verify`,
    );
  }
}

export function peer(name, _beside, what) {
  if (name === 'yaml') return yaml;
  throw new UsageError(
    'configuration',
    `${what} must be read with the package ${name}, which a single file cannot load; write the options into a .json or .yaml file`,
  );
}
