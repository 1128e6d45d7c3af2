import { execFileSync } from 'node:child_process';
import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Line } from './line.js';

const PACKAGE = fileURLToPath(new URL('../../../', import.meta.url));
const MOST_PACKAGES = 5;
const MOST_BYTES = 5 * 2 ** 20;

/** What `npx canary-verify` puts on the disk: the tarball in an empty project. */
export async function installed(): Promise<Line> {
  const folder = await mkdtemp(join(tmpdir(), 'installed-'));
  const npm = (cwd: string, ...argv: string[]) =>
    execFileSync('npm', argv, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  try {
    const [tarball = ''] = npm(PACKAGE, 'pack', '--pack-destination', folder).trim().split('\n').slice(-1);
    await writeFile(join(folder, 'package.json'), '{ "private": true }');
    npm(folder, 'install', '--no-audit', '--no-fund', join(folder, tarball));
    const lock = JSON.parse(npm(folder, 'ls', '--all', '--json'));
    const packages = countOf(lock.dependencies);
    const bytes = await bytesIn(join(folder, 'node_modules'));
    return {
      what: 'npx canary-verify: packages installed, size',
      goal: `<= ${MOST_PACKAGES}, <= 5 MB`,
      got: `${packages}, ${(bytes / 2 ** 20).toFixed(1)} MB`,
      reached: packages <= MOST_PACKAGES && bytes <= MOST_BYTES,
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

interface Installed {
  /** Missing of an optional peer, which is listed all the same. */
  version?: string;
  dependencies?: Record<string, Installed>;
}

function countOf(dependencies: Installed['dependencies'] = {}): number {
  const there = Object.values(dependencies).filter(({ version }) => version !== undefined);
  return there.reduce((count, one) => count + 1 + countOf(one.dependencies), 0);
}

async function bytesIn(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const sizes = await Promise.all(files.map(({ parentPath, name }) => stat(join(parentPath, name))));
  return sizes.reduce((sum, { size }) => sum + size, 0);
}
