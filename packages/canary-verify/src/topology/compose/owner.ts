import { readdir, readFile, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { processStart } from '../reaper.js';
import { docker } from './docker-command.js';
import { projectFolder, removeRemains } from './remove-project.js';

const OWNER = 'canary-verify.owner';

/** In the folder of a project: what the label says. A folder may be all that is left. */
const OWNER_FILE = 'owner';

/** The label of what this process has started. */
export function ownerLabel(): Readonly<Record<string, string>> {
  return { [OWNER]: thisProcess() };
}

/** Notes in the folder of a project that this process has made it. */
export async function noteOwner(name: string): Promise<void> {
  await writeFile(join(projectFolder(name), OWNER_FILE), thisProcess());
}

/**
 * Removes the projects of processes of this machine that are gone. Their reaper has failed: it was killed, or the machine has
 * gone down.
 */
export async function removeLeftovers(): Promise<void> {
  const owned = [...(await ownedContainers()), ...(await ownedFolders())];
  const gone = owned.filter(({ owner }) => isGone(owner)).map(({ name }) => name);
  for (const name of new Set(gone)) await removeRemains(name);
}

/** A project, or what is left of one. */
interface OwnedProject {
  name: string;
  owner: string;
}

async function ownedContainers(): Promise<OwnedProject[]> {
  const format = `{{.Label "com.docker.compose.project"}}\t{{.Label "${OWNER}"}}`;
  const listed = await docker(['ps', '--all', '--filter', `label=${OWNER}`, '--format', format]);
  return listed.split('\n').flatMap((line) => {
    const [name = '', owner = ''] = line.split('\t');
    return name === '' ? [] : [{ name, owner }];
  });
}

async function ownedFolders(): Promise<OwnedProject[]> {
  const names = (await readdir(tmpdir())).filter((name) => /^canary-verify-[0-9a-f]{8}$/.test(name));
  const owners = await Promise.all(
    names.map((name) => readFile(join(projectFolder(name), OWNER_FILE), 'utf8').catch(() => null)),
  );
  return names.flatMap((name, index) => {
    const owner = owners[index] ?? null;
    return owner === null ? [] : [{ name, owner }];
  });
}

function thisProcess(): string {
  return `${hostname()} ${process.pid} ${processStart(process.pid) ?? ''}`;
}

/** Only of processes of this machine it can be told. */
function isGone(owner: string): boolean {
  const [host, pid, start] = owner.split(' ');
  return host === hostname() && processStart(Number(pid)) !== (start || null);
}
