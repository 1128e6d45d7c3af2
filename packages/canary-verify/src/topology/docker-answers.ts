import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** Whether a Docker engine answers, and the `docker compose` command is there. */
export async function dockerAnswers(): Promise<boolean> {
  const run = promisify(execFile);
  return Promise.all([
    run('docker', ['version', '--format', '{{.Server.Version}}'], { timeout: 5_000 }),
    run('docker', ['compose', 'version'], { timeout: 5_000 }),
  ]).then(
    () => true,
    () => false,
  );
}
