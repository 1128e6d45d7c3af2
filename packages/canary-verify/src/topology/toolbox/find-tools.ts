import { existsSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { unpackConsulRelease } from './consul-release.js';
import { isDebian, unpackPackage } from './debian.js';
import { findOnPath } from './on-path.js';
import { type Tool, type ToolName, tried } from './tool.js';
import { fillWhole, toolboxFolder } from './toolbox-folder.js';

/**
 * Finds programs on PATH or in the toolbox, or brings them into the toolbox: on Debian and Ubuntu from the distribution's
 * signed packages, Consul elsewhere from its vendor's release. Needs no root and changes nothing of the system.
 *
 * @throws when a program cannot be had here, with the command that installs it.
 */
export async function findTools<Name extends ToolName>(
  names: readonly Name[],
  log: (line: string) => void = () => {},
): Promise<Record<Name, Tool>> {
  const tools = await Promise.all(names.map(async (name) => [name, await findTool(name, log)] as const));
  return Object.fromEntries(tools) as Record<Name, Tool>;
}

async function findTool(name: ToolName, log: (line: string) => void): Promise<Tool> {
  const installed = await findOnPath(name);
  if (installed !== null) return installed;
  const folder = join(toolboxFolder(), name);
  if (!existsSync(folder)) {
    log(`bringing ${name} into ${folder}`);
    await fillWhole(folder, (unfinished) => bring(name, unfinished));
  }
  return fromToolbox(name, folder);
}

async function bring(name: ToolName, folder: string): Promise<void> {
  const unpacked =
    ((await isDebian()) && (await unpackPackage(name, folder))) ||
    (name === 'consul' && (await unpackConsulRelease(folder)));
  if (!unpacked) throw new Error(`${name} is not installed, and cannot be had by itself here. ${cure(name)}`);
  for (const entry of await readdir(folder))
    if (entry !== 'root') await rm(join(folder, entry), { recursive: true });
}

function cure(name: ToolName): string {
  if (process.platform === 'darwin') return 'Install it: brew install haproxy consul redis';
  const packaged = { consul: 'consul', haproxy: 'haproxy', 'redis-server': 'redis' }[name];
  return `Install it with your system's packages, such as: dnf install ${packaged}`;
}

async function fromToolbox(name: ToolName, folder: string): Promise<Tool> {
  const root = join(folder, 'root');
  const commands = ['usr/sbin', 'usr/bin'].map((place) => join(root, place, name));
  const command = commands.find((path) => existsSync(path));
  if (command === undefined) throw new Error(`${folder} has no ${name}: remove the folder and try again`);
  const libraries = await libraryFolders(root);
  const env: Record<string, string> = libraries.length === 0 ? {} : { LD_LIBRARY_PATH: libraries.join(':') };
  return tried(name, { command, env, origin: `toolbox, ${command}` });
}

/** The folders below lib and usr/lib that hold shared libraries, such as usr/lib/x86_64-linux-gnu. */
async function libraryFolders(root: string): Promise<string[]> {
  const places = ['lib', 'usr/lib'].map((place) => join(root, place)).filter((place) => existsSync(place));
  const below = await Promise.all(
    places.map(async (place) => (await readdir(place)).map((entry) => join(place, entry))),
  );
  const candidates = [...places, ...below.flat()];
  const holding = await Promise.all(
    candidates.map(async (folder) =>
      (await readdir(folder).catch(() => [])).some((file) => file.includes('.so')),
    ),
  );
  return candidates.filter((_, index) => holding[index]);
}
