import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { freePorts } from 'workbench/free-port';
import { pathOf } from '../documented.js';
import type { Chapter } from './page.js';
import { Reader, type Replacements } from './reader.js';

/** What the services are built from, and the fixtures. */
const COPIED = [
  ...['package.json', 'package-lock.json', '.npmrc', '.dockerignore', 'tsconfig.base.json'],
  ...['packages', 'packaging', 'testing', 'examples', 'fixtures', 'site'],
];
const LEFT_OUT = new Set(['node_modules', 'dist', 'dist-bench', '.turbo', '.toolbox']);

const BIN = join(dirname(createRequire(import.meta.url).resolve('canary-verify')), 'cli', 'bin.js');

/** A copy of the repository in a temporary folder, because the page changes files. */
export function copyOfRepository(): string {
  const folder = mkdtempSync(join(tmpdir(), 'first-canary-'));
  for (const name of COPIED)
    cpSync(pathOf(name), join(folder, name), {
      recursive: true,
      filter: (path) => !LEFT_OUT.has(basename(path)),
    });
  return folder;
}

/** A reader with ports of its own. `others`: what else stands for words of the page, and more variables. */
export async function readerIn(
  folder: string,
  others: Replacements,
  env: Readonly<Record<string, string>>,
): Promise<Reader> {
  const [service = 0, stats = 0, consul = 0] = await freePorts(3);
  const replacements = {
    'npx canary-verify': `${process.execPath} ${BIN}`,
    'localhost:48151': `localhost:${service}`,
    'localhost:8500': `localhost:${consul}`,
    ...others,
  };
  return new Reader(folder, replacements, {
    HAPROXY_PORT: String(service),
    HAPROXY_STATS_PORT: String(stats),
    CONSUL_PORT: String(consul),
    // The default of every command.
    CANARY_VERIFY_TARGET: `http://localhost:${service}/version`,
    // For the commands that read the configuration; HAProxy's container does not see it.
    HAPROXY_BIND: `:${service}`,
    ...env,
  });
}

/** Follows a chapter to its end. */
export async function followChapter(reader: Reader, { steps }: Chapter): Promise<void> {
  for (const step of steps) await reader.follow(step);
}

/** Whether the page's load generator is here. */
export function abIsHere(): boolean {
  try {
    return execFileSync('ab', ['-V']).length > 0;
  } catch {
    return false;
  }
}
