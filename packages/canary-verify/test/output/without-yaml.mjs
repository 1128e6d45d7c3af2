// Loaded before the command: the package `yaml` is not installed.
import Module from 'node:module';

const resolveFilename = Module._resolveFilename;
Module._resolveFilename = (name, ...rest) => {
  if (name === 'yaml') throw Object.assign(new Error(name), { code: 'MODULE_NOT_FOUND' });
  return resolveFilename(name, ...rest);
};
