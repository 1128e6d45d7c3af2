import { existsSync } from 'node:fs';
import { chmod, readdir, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { findOnPath } from '../../system/on-path.js';
import { type Tool, tried } from '../../system/tool.js';
import { unpackFromSuite } from './debian.js';
import { libraryFolders } from './library-folders.js';
import { fillWhole, toolboxFolder } from './toolbox-folder.js';

/** The Debian release that has each version of HAProxy. */
const SUITES: ReadonlyMap<string, string> = new Map([
  ['2.6', 'bookworm'],
  ['3.0', 'trixie'],
  ['3.2', 'forky'],
]);

/** The version that `CANARY_VERIFY_HAPROXY` asks for; null if any will do. Throws when it cannot be brought. */
export function wantedHaproxy(): string | null {
  const version = process.env.CANARY_VERIFY_HAPROXY || null;
  if (version === null || SUITES.has(version)) return version;
  throw new Error(
    `CANARY_VERIFY_HAPROXY wants ${[...SUITES.keys()].join(' or ')}, got ${JSON.stringify(version)}`,
  );
}

/** One version of HAProxy, whatever release this machine has: brought with every library that it needs. */
export async function findHaproxy(version: string, log: (line: string) => void): Promise<Tool> {
  const installed = await findOnPath('haproxy');
  if (installed?.version.includes(` ${version}.`)) return installed;
  const folder = join(toolboxFolder(), `haproxy-${version}`);
  if (!existsSync(folder)) {
    log(`bringing haproxy ${version} into ${folder}`);
    await fillWhole(folder, (unfinished) => bring(version, unfinished));
  }
  const command = join(folder, 'haproxy');
  const tool = await tried('haproxy', { command, env: {}, origin: `toolbox, ${command}` });
  // A release of Debian that is still being made goes on to the next version one day.
  if (!tool.version.includes(` ${version}.`))
    throw new Error(`Debian ${SUITES.get(version)} was to have HAProxy ${version}, but has: ${tool.version}`);
  return tool;
}

async function bring(version: string, folder: string): Promise<void> {
  const suite = SUITES.get(version);
  if (suite === undefined || !(await unpackFromSuite('haproxy', suite, folder)))
    throw new Error(
      `haproxy ${version} is not installed, and cannot be had by itself here: that needs Debian's archive`,
    );
  const starter = join(folder, 'haproxy');
  await writeFile(starter, await starterScript(join(folder, 'root')));
  await chmod(starter, 0o755);
}

/** Its C library may be newer than the machine's: then only the loader that came with it can start it. */
async function starterScript(root: string): Promise<string> {
  const folders = await libraryFolders(root);
  const inRoot = (path: string) => `$root/${relative(root, path)}`;
  const loaders = await Promise.all(
    folders.map(async (folder) => {
      const name = (await readdir(folder)).find((file) => /^ld-linux.*\.so\.\d+$/.test(file));
      return name === undefined ? [] : [join(folder, name)];
    }),
  );
  const [loader] = loaders.flat();
  if (loader === undefined) throw new Error(`${root} has no loader (ld-linux*.so.*) among its libraries`);
  return [
    '#!/bin/sh',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the shell's own
    'root=${0%/*}/root',
    `exec "${inRoot(loader)}" --library-path "${folders.map(inRoot).join(':')}" "$root/usr/sbin/haproxy" "$@"`,
    '',
  ].join('\n');
}
