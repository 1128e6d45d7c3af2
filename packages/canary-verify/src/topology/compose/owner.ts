import { hostname } from 'node:os';
import { processStart } from '../reaper.js';
import { docker } from './docker-command.js';
import { removeRemains } from './remove-project.js';

const OWNER = 'canary-verify.owner';

/** The label of what this process has started. */
export function ownerLabel(): Readonly<Record<string, string>> {
  return { [OWNER]: `${hostname()} ${process.pid} ${processStart(process.pid) ?? ''}` };
}

/**
 * Removes the projects of processes of this machine that are gone. Their reaper has failed: it was killed, or the machine has
 * gone down.
 */
export async function removeLeftovers(): Promise<void> {
  const format = `{{.Label "com.docker.compose.project"}}\t{{.Label "${OWNER}"}}`;
  const listed = await docker(['ps', '--all', '--filter', `label=${OWNER}`, '--format', format]);
  const gone = listed.split('\n').flatMap((line) => {
    const [name = '', owner = ''] = line.split('\t');
    return name !== '' && isGone(owner) ? [name] : [];
  });
  for (const name of new Set(gone)) await removeRemains(name);
}

/** Only of processes of this machine it can be told. */
function isGone(owner: string): boolean {
  const [host, pid, start] = owner.split(' ');
  return host === hostname() && processStart(Number(pid)) !== (start || null);
}
