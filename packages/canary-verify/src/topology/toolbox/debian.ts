import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { ToolName } from '../../system/tool.js';
import { type PackageSource, readDeb822Sources, readOneLineSources, sourceLine } from './debian-sources.js';

const run = promisify(execFile);

/** Debian 12 and later have no Consul; the last release that has it is signed with keys that they still know. */
const LAST_DEBIAN_WITH_CONSUL = 'bullseye';

/** Whether packages can be had from Debian's or Ubuntu's archive here. */
export async function isDebian(): Promise<boolean> {
  const sources = await ownSources();
  return sources.length > 0 && existsSync('/usr/bin/apt-get') && existsSync('/usr/bin/dpkg');
}

/**
 * Unpacks a package and the libraries that this machine lacks into a folder. apt chooses, checks signatures and hashes;
 * its state is our own, so neither root nor a change of the system is needed. False when the archive has no such package.
 */
export async function unpackPackage(name: ToolName, folder: string): Promise<boolean> {
  const own = await ownSources();
  const older = own.filter(isDebianArchive).slice(0, 1);
  const choices = [
    own,
    name === 'consul' ? older.map((source) => ({ ...source, suite: LAST_DEBIAN_WITH_CONSUL })) : [],
  ];
  for (const [index, sources] of choices.entries()) {
    const work = join(folder, `apt-${index}`);
    if (sources.length > 0 && (await download(name, sources, { work, status: OWN_STATUS }))) {
      await unpackAll(work, folder);
      return true;
    }
  }
  return false;
}

/**
 * Unpacks a package of any release of Debian with all that it needs, its C library too. False when this machine knows
 * no archive of Debian, or it has no such package.
 */
export async function unpackFromSuite(name: ToolName, suite: string, folder: string): Promise<boolean> {
  const sources = (await ownSources()).filter(isDebianArchive).slice(0, 1);
  const work = join(folder, 'apt');
  const status = join(work, 'status');
  await mkdir(work, { recursive: true });
  await writeFile(status, NOTHING_INSTALLED);
  const found =
    sources.length > 0 &&
    (await download(
      name,
      sources.map((source) => ({ ...source, suite })),
      { work, status },
    ));
  if (found) await unpackAll(work, folder);
  await rm(work, { recursive: true });
  return found;
}

async function unpackAll(work: string, folder: string): Promise<void> {
  const archives = join(work, 'cache', 'archives');
  for (const file of await readdir(archives))
    if (file.endsWith('.deb')) await run('dpkg', ['-x', join(archives, file), join(folder, 'root')]);
}

function isDebianArchive({ uri }: PackageSource): boolean {
  return /debian\/?$/.test(uri);
}

/** The sources of this machine's own release; those of third parties are not needed. */
async function ownSources(): Promise<PackageSource[]> {
  const release = await readFile('/etc/os-release', 'utf8').catch(() => '');
  const codename = /^VERSION_CODENAME=(.+)$/m.exec(release)?.[1];
  const parts = (await readdir('/etc/apt/sources.list.d').catch(() => [])).map(
    (file) => `/etc/apt/sources.list.d/${file}`,
  );
  const files = ['/etc/apt/sources.list', ...parts];
  const all = await Promise.all(
    files.map(async (file) => {
      const text = await readFile(file, 'utf8').catch(() => '');
      return file.endsWith('.sources') ? readDeb822Sources(text) : readOneLineSources(text);
    }),
  );
  return all.flat().filter(({ suite }) => codename !== undefined && suite.split('-')[0] === codename);
}

interface AptFolders {
  /** For apt's own state. */
  work: string;
  /** The packages that count as installed (dpkg's status file). */
  status: string;
}

const OWN_STATUS = '/var/lib/dpkg/status';
const NOTHING_INSTALLED = '';

/** The Debian package that a program is in, where it has another name. */
const PACKAGES: Partial<Record<ToolName, string>> = { ab: 'apache2-utils', varnishd: 'varnish' };

/** Downloads a package with what it needs beyond what is installed. False when there is none of that name. */
async function download(
  tool: ToolName,
  sources: readonly PackageSource[],
  { work, status }: AptFolders,
): Promise<boolean> {
  const name = PACKAGES[tool] ?? tool;
  await mkdir(join(work, 'state', 'lists', 'partial'), { recursive: true });
  await mkdir(join(work, 'cache', 'archives', 'partial'), { recursive: true });
  await writeFile(join(work, 'sources.list'), `${sources.map(sourceLine).join('\n')}\n`);
  const options = [
    ['Dir::State', join(work, 'state')],
    ['Dir::State::status', status],
    ['Dir::Cache', join(work, 'cache')],
    ['Dir::Etc::sourcelist', join(work, 'sources.list')],
    ['Dir::Etc::sourceparts', '/dev/null'],
    ['Debug::NoLocking', 'true'],
    // A mirror may stand still for longer than a release that is still being made calls itself valid.
    ['Acquire::Check-Valid-Until', 'false'],
    // apt as root would drop its rights, and could not write here.
    ['APT::Sandbox::User', process.getuid?.() === 0 ? 'root' : ''],
  ].map(([option, value]) => `-o${option}=${value}`);
  await run('apt-get', ['-qq', ...options, 'update'], { timeout: 120_000 });
  const { stdout } = await run('apt-cache', [...options, 'madison', name]);
  if (stdout.trim() === '') return false;
  const install = ['-qq', '-y', '--download-only', '--no-install-recommends', '--reinstall', 'install', name];
  await run('apt-get', [...options, ...install], { timeout: 300_000 });
  return true;
}
