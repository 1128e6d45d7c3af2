import { readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { projectFolder, removeRemains } from './remove-project.js';

/** The names of projects that stay begin with it. */
export const REUSED = 'canary-verify-reused-';

/** In the folder of a project that stays: the compose file that it was started from. */
const ORIGIN = 'compose-file';

/** Notes which compose file a project was started from, so that it can be found when its definition has changed. */
export async function noteOrigin(name: string, compose: string): Promise<void> {
  await writeFile(join(projectFolder(name), ORIGIN), resolve(compose));
}

/**
 * Removes the containers, networks, volumes and files that `reuse: true` has kept on this machine, of every topology that was started
 * from a compose file, whatever else its definition said.
 *
 * @param compose Path of the compose file.
 * @returns the names of the compose projects that were removed.
 * @throws Error when Docker does not answer.
 *
 * @example
 * import { removeReused } from 'canary-verify/topology';
 *
 * console.log(await removeReused('compose.yaml'));
 */
export async function removeReused(compose: string): Promise<readonly string[]> {
  const kept = (await readdir(tmpdir())).filter((name) => name.startsWith(REUSED));
  const removed: string[] = [];
  for (const name of kept) {
    const origin = await readFile(join(projectFolder(name), ORIGIN), 'utf8').catch(() => null);
    if (origin !== resolve(compose)) continue;
    await removeRemains(name);
    removed.push(name);
  }
  return removed;
}
