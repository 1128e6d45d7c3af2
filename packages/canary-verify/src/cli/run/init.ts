import { closeSync, lstatSync, mkdirSync, openSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { quoted, UsageError } from '../../text/usage-error.js';
import type { CommandInput } from '../command.js';
import { WriteFailure } from '../fault.js';
import { print } from '../output.js';
import type { TemplateFile } from '../own-files.js';
import { projectTemplate } from '../project-template.js';

/** Writes the project, whole or not at all, and prints what it has written. */
export async function runInit({ operands: [folder = '.'] }: CommandInput): Promise<number> {
  const files = projectTemplate();
  expectRoom(folder, files);
  writeAll(folder, files);
  await print(writtenText(folder, files));
  return 0;
}

/** Refuses to overwrite. */
function expectRoom(folder: string, files: readonly TemplateFile[]): void {
  if (isThere(folder) && statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true)
    throw new UsageError(
      'arguments',
      `init must have a folder to write to; got ${quoted(folder)}, which is not a folder`,
    );
  const there = files.filter(({ path }) => isThere(join(folder, path)));
  if (there.length === 0) return;
  throw new UsageError(
    'arguments',
    `init must not overwrite files: in ${quoted(folder)} there is ${there.map(({ path }) => path).join(', ')}; name a new folder: canary-verify init my-canary`,
  );
}

/** Whether a name is taken, be it by a link that leads nowhere. */
function isThere(path: string): boolean {
  try {
    lstatSync(path);
    return true;
  } catch (error) {
    // A file in the place of a folder: ENOTDIR.
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return false;
    throw new WriteFailure('the project', quoted(path), error);
  }
}

function writeAll(folder: string, files: readonly TemplateFile[]): void {
  /** What is taken back when a later file fails: files, and the first folder that was made for each. */
  const made: string[] = [];
  for (const { path, text } of files) {
    const file = join(folder, path);
    try {
      const first = mkdirSync(dirname(file), { recursive: true });
      if (first !== undefined) made.push(first);
      // Fails if somebody else has made it meanwhile: then it is not ours to take back.
      const opened = openSync(file, 'wx');
      made.push(file);
      writeFileSync(opened, text);
      closeSync(opened);
    } catch (error) {
      for (const one of made.reverse()) rmSync(one, { recursive: true, force: true });
      throw new WriteFailure('the project', quoted(file), error);
    }
  }
}

function writtenText(folder: string, files: readonly TemplateFile[]): string {
  const enter = folder === '.' ? '' : `cd ${inShell(folder)} && `;
  return `✔ written to ${folder}

${files.map(({ path }) => `  ${path}\n`).join('')}
  next  ${enter}npm install
        npm test
`;
}

function inShell(word: string): string {
  return /^[\w./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
