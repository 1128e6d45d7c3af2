import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileProblem, quoted, UsageError } from '../../text/usage-error.js';
import type { ConfigSource } from './configuration.js';

/**
 * Reads HAProxy's files in their order. As with its own `-f`, a folder stands for the files in it that end in `.cfg`, by
 * their names.
 *
 * @param option the name under which the paths were given, for the message.
 * @throws {UsageError} when one cannot be read or a folder has none.
 */
export function loadConfiguration(paths: readonly string[], option: string): ConfigSource[] {
  return paths.flatMap((path) => filesAt(path, option)).map((file) => loadFile(file, option));
}

function filesAt(path: string, option: string): string[] {
  const found = tried(path, option, () => statSync(path));
  // Some of them never end.
  if (found.isCharacterDevice()) throw new UsageError(option, `${quoted(path)} is not a file`);
  if (!found.isDirectory()) return [path];
  const names = tried(path, option, () => readdirSync(path)).filter((name) => /^[^.].*\.cfg$/.test(name));
  if (names.length === 0) throw new UsageError(option, `${quoted(path)} has no files that end in .cfg`);
  return names.sort().map((name) => join(path, name));
}

function loadFile(file: string, option: string): ConfigSource {
  return { file, text: tried(file, option, () => readFileSync(file, 'utf8')) };
}

function tried<T>(path: string, option: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new UsageError(option, `cannot read ${quoted(path)}: ${fileProblem(error)}`);
  }
}
