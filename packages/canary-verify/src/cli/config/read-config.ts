import { nearest } from '../../text/nearest.js';
import { quoted, UsageError } from '../../text/usage-error.js';
import type { Flag } from '../flags/flag.js';
import { FLAGS, type FlagName, type FlagValues } from '../flags/table.js';
import { CONFIG_FLAGS, keyOf } from './config.js';

/** The options in a configuration file, by the names of the flags. */
export interface FileOptions {
  values: FlagValues;
  target: string | undefined;
}

const FLAG_OF_KEY: ReadonlyMap<string, FlagName> = new Map(CONFIG_FLAGS.map((name) => [keyOf(name), name]));
const KEYS: readonly string[] = ['target', ...FLAG_OF_KEY.keys()];

/** Reads what a file holds. Throws a UsageError that names the file and the key; what the values mean is read later. */
export function readConfig(content: unknown, file: string): FileOptions {
  if (typeof content !== 'object' || content === null || Array.isArray(content))
    throw new UsageError(
      'configuration',
      `${file} must have options, for example expect: '10%'; got ${kindOf(content)}`,
    );
  const { $schema: _, target, ...options } = content as Record<string, unknown>;
  if (target !== undefined && typeof target !== 'string')
    throw new UsageError('configuration', `${file}: target must be a URL; got ${kindOf(target)}`);
  const values = Object.entries(options).map(([key, value]) => {
    const name = FLAG_OF_KEY.get(key);
    if (name === undefined) throw unknownKey(key, file);
    return [name, readValue(FLAGS[name], value, `${file}: ${key}`)];
  });
  return { values: Object.fromEntries(values), target };
}

function unknownKey(key: string, file: string): UsageError {
  const near = nearest(key, KEYS);
  const cure = near === null ? '' : `; did you mean ${near}?`;
  return new UsageError('configuration', `${file} has the key ${quoted(key)}, which is not an option${cure}`);
}

/** A value as the command line would give it. */
function readValue(
  { placeholder, repeatable }: Flag,
  value: unknown,
  where: string,
): string | string[] | boolean {
  if (placeholder === null) {
    if (typeof value === 'boolean') return value;
    throw new UsageError('configuration', `${where} must be true or false; got ${kindOf(value)}`);
  }
  if (repeatable) {
    const all = Array.isArray(value) ? value : [value];
    if (all.every((one) => typeof one === 'string')) return all;
    throw new UsageError('configuration', `${where} must be text or a list of texts; got ${kindOf(value)}`);
  }
  if (typeof value === 'string' || typeof value === 'number') return String(value);
  throw new UsageError('configuration', `${where} must be text or a number; got ${kindOf(value)}`);
}

/** The kind of a value, without its content: that may be a secret in the wrong place. */
function kindOf(value: unknown): string {
  if (value === null || value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'an object';
  return typeof value === 'boolean' ? String(value) : `a ${typeof value}`;
}
