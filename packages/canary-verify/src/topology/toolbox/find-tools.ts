import { existsSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { findOnPath } from '../../system/on-path.js';
import { type Tool, type ToolName, tried } from '../../system/tool.js';
import { unpackConsulRelease } from './consul-release.js';
import { isDebian, unpackPackage } from './debian.js';
import { findHaproxy, wantedHaproxy } from './haproxy-versions.js';
import { libraryFolders } from './library-folders.js';
import { fillWhole, toolboxFolder } from './toolbox-folder.js';

/**
 * Finds programs on PATH or in the toolbox, or brings them into the toolbox: on Debian and Ubuntu from the distribution's
 * signed packages, Consul elsewhere from its vendor's release. Needs no root and changes nothing of the system.
 * `CANARY_VERIFY_HAPROXY=3.2` asks for that version of HAProxy instead of the one that is here.
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
  const version = name === 'haproxy' ? wantedHaproxy() : null;
  if (version !== null) return findHaproxy(version, log);
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

/** The packages of Fedora and its like. */
const ELSEWHERE: Record<ToolName, string> = {
  consul: 'consul',
  haproxy: 'haproxy',
  'redis-server': 'redis',
  ab: 'httpd-tools',
  curl: 'curl',
  hey: 'hey',
  wrk: 'wrk',
  nginx: 'nginx',
  varnishd: 'varnish',
  prometheus: 'prometheus',
};

function cure(name: ToolName): string {
  if (process.platform === 'darwin') return 'Install it: brew install haproxy consul redis wrk';
  return `Install it with your system's packages, such as: dnf install ${ELSEWHERE[name]}`;
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
