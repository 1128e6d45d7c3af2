// What a dist/ was built from, and what it was then: the build notes both, and the tests want both to be so still.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The note that a build leaves. It is no part of the published package. */
export const NOTE = 'dist/.built-from.json';

/** The inputs of the task `build` in turbo.json: what makes turbo build anew makes this differ, and nothing else does. */
const BESIDE_SOURCES = [
  'package.json',
  'tsconfig.json',
  '../../tsconfig.base.json',
  '../../packaging/bundle-entries.mjs',
  '../../packaging/commonjs-entries.mjs',
  '../../packaging/commonjs-copies.mjs',
  '../../packaging/prune-unreached.mjs',
  '../../packaging/merge-declarations.mjs',
  '../../testing/built-from.mjs',
  '../../testing/note-build.mjs',
];

/** One hash for all that the package in a folder is built from. */
export function hashOfSources(folder) {
  const hash = createHash('sha256');
  for (const file of [...filesIn(folder, 'src'), ...BESIDE_SOURCES])
    hash.update(`${file}\0${hashOf(join(folder, file))}\n`);
  return hash.digest('hex');
}

/** The hash of each file that was built, by its path. */
export function hashesOfBuilt(folder) {
  const files = filesIn(folder, 'dist').filter((file) => file !== NOTE);
  return Object.fromEntries(files.map((file) => [file, hashOf(join(folder, file))]));
}

/** What keeps the dist/ of the package in a folder from being that of its sources, in words; null: nothing. */
export function whyStale(folder) {
  const note = join(folder, NOTE);
  if (!existsSync(note)) return 'was never built to its end';
  const { sources, built } = JSON.parse(readFileSync(note, 'utf8'));
  if (sources !== hashOfSources(folder)) return 'was built from other sources than there are now';
  // What lies there besides, no entry leads to: the build has pruned it, or has never made it.
  const changed = Object.keys(built).find((file) => hashOf(join(folder, file)) !== built[file]);
  return changed === undefined ? null : `is not what was built: ${changed} has changed since`;
}

function filesIn(folder, part) {
  const entries = readdirSync(join(folder, part), { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  return files.map(({ parentPath, name }) => join(parentPath, name).slice(folder.length + 1)).sort();
}

function hashOf(file) {
  return existsSync(file) ? createHash('sha256').update(readFileSync(file)).digest('hex') : null;
}
