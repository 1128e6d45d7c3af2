import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

const bin = fileURLToPath(new URL('../../bin/canary-verify.js', import.meta.url));
const noteMemory = new URL('./note-memory.mjs', import.meta.url).href;

export interface Ran {
  exitCode: number | null;
  stdout: string;
  stderr: string;
  /** The most resident memory of the process, in MB. */
  megabytes: number;
  seconds: number;
}

/** Runs the command as a process of its own, as users do. */
export async function runCommand(argv: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Ran> {
  const startedAt = performance.now();
  const child = spawn(process.execPath, ['--import', noteMemory, bin, ...argv], {
    env: { ...process.env, ...env },
  });
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  const seconds = (performance.now() - startedAt) / 1000;
  const [, megabytes = 'unknown'] = /most memory: (\d+) MB/.exec(stderr) ?? [];
  return { exitCode: child.exitCode, stdout, stderr, megabytes: Number(megabytes), seconds };
}
