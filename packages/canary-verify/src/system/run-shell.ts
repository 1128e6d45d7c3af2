import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { quoted } from '../text/usage-error.js';

/** A command that takes longer is ended, in milliseconds. */
const TIMEOUT_MS = 120_000;

/**
 * Runs a command of the user's with a shell, with `env` besides the variables of this process. Resolves to what it prints.
 *
 * @throws Error with the exit code and what the command says of it.
 */
export async function runShell(
  command: string,
  env: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<string> {
  try {
    const options = { env: { ...process.env, ...env }, signal, timeout: TIMEOUT_MS, maxBuffer: 1_000_000 };
    return (await promisify(execFile)('/bin/sh', ['-c', command], options)).stdout;
  } catch (error) {
    const { code, stderr = '' } = error as { code?: unknown; stderr?: string };
    throw new Error(`exit code ${code ?? 'unknown'}, ${quoted(stderr.trim())}`);
  }
}
