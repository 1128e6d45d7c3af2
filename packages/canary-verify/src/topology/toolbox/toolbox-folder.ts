import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';

/**
 * Where tools are kept that this machine does not have: `CANARY_VERIFY_TOOLBOX`, or `.toolbox` in the root of the
 * repository around the working directory (else in the working directory itself).
 */
export function toolboxFolder(): string {
  const named = process.env.CANARY_VERIFY_TOOLBOX;
  if (named !== undefined && named !== '') return resolve(named);
  let folder = process.cwd();
  while (!existsSync(join(folder, '.git'))) {
    const parent = dirname(folder);
    if (parent === folder) return resolve('.toolbox');
    folder = parent;
  }
  return join(folder, '.toolbox');
}

/**
 * Fills a folder of the toolbox, whole or not at all: it is made elsewhere and renamed into place. When another process
 * was faster, its folder stays and ours is dropped.
 */
export async function fillWhole(target: string, fill: (folder: string) => Promise<void>): Promise<void> {
  const toolbox = dirname(target);
  await mkdir(toolbox, { recursive: true });
  // Git ignores the toolbox without being told by the repository.
  await writeFile(join(toolbox, '.gitignore'), '*\n');
  const unfinished = await mkdtemp(join(toolbox, '.unfinished-'));
  try {
    await fill(unfinished);
    await rename(unfinished, target).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
    });
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
}
