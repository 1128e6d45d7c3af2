import {
  accessSync,
  type BigIntStats,
  constants,
  fstatSync,
  readlinkSync,
  realpathSync,
  statSync,
} from 'node:fs';
import { devNull } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { fileProblem, quoted, UsageError } from '../text/usage-error.js';

/** Links to links, at most: more are a loop. */
const MOST_LINKS = 40;

/** Throws a UsageError if a report cannot be written to the file: it is found out before anything is sent. */
export function expectWritable(file: string): void {
  try {
    const found = statOf(file);
    if (found === null) accessSync(dirname(pathOfNew(file)), constants.W_OK | constants.X_OK);
    else accessSync(file, constants.W_OK);
    if (found?.isDirectory() || /[\\/]$/.test(file)) throw new Error('EISDIR: it is a directory');
    if (found?.isSocket()) throw new Error('ENXIO: it is a socket');
  } catch (error) {
    throw new UsageError('reporter', `cannot write ${quoted(file)}: ${fileProblem(error)}`);
  }
}

/** The first two places that are one, in other spellings also: `./a.json` and `a.json`. Null if each is apart. */
export function doubledPlaces(
  files: readonly (string | null)[],
): readonly [string | null, string | null] | null {
  const seen = new Map<string, string | null>();
  for (const file of files) {
    const id = placeId(file);
    if (id === null) continue;
    const earlier = seen.get(id);
    if (earlier !== undefined) return [earlier, file];
    seen.set(id, file);
  }
  return null;
}

/** The same text for each spelling of one place. `file`: null for standard output. Null if nothing is kept there. */
function placeId(file: string | null): string | null {
  const found = file === null ? standardOutput() : statOf(file);
  if (found === null) return file === null ? 'standard output' : pathOfNew(file);
  return isNullDevice(found) ? null : `${found.dev}:${found.ino}`;
}

function standardOutput(): BigIntStats | null {
  try {
    return fstatSync(1, { bigint: true });
  } catch {
    return null;
  }
}

/** Null if there is no such file. Throws when it cannot be found out. */
function statOf(file: string): BigIntStats | null {
  return statSync(file, { bigint: true, throwIfNoEntry: false }) ?? null;
}

function isNullDevice({ rdev }: BigIntStats): boolean {
  return rdev !== 0n && rdev === statOf(devNull)?.rdev;
}

/** The file that writing would create: a link may name one that is not there yet. */
function pathOfNew(file: string, links = 0): string {
  const path = join(realpathSync(dirname(resolve(file))), basename(file));
  const target = linkTarget(path);
  if (target === null || links === MOST_LINKS) return path;
  return pathOfNew(resolve(dirname(path), target), links + 1);
}

function linkTarget(path: string): string | null {
  try {
    return readlinkSync(path);
  } catch {
    return null;
  }
}
