import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { type Tool, type ToolName, tried } from './tool.js';

/** The folders where distributions put daemons. They are often missing from an ordinary user's PATH. */
const DAEMON_FOLDERS = ['/usr/sbin', '/usr/local/sbin', '/opt/homebrew/bin'];

/** The program as it is installed on this machine, or null. */
export async function findOnPath(name: ToolName): Promise<Tool | null> {
  for (const folder of [...(process.env.PATH ?? '').split(delimiter), ...DAEMON_FOLDERS]) {
    const command = join(folder, name);
    if (folder !== '' && (await isExecutable(command)))
      return tried(name, { command, env: {}, origin: `installed, ${command}` });
  }
  return null;
}

async function isExecutable(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}
