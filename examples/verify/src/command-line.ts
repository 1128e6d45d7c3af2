import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** What a run of the command line left behind. */
export interface CommandLineRun {
  exitCode: number | null;
  stdout: string;
  stderr: string;
}

/** Runs `canary-verify` as a user does: a process of its own, its output as it would be in a file. */
export async function canaryVerify(...argv: string[]): Promise<CommandLineRun> {
  const child = spawn(process.execPath, [BIN, ...argv], { stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const exitCode = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  return { exitCode, stdout, stderr };
}

const BIN = join(dirname(createRequire(import.meta.url).resolve('canary-verify')), 'cli', 'bin.js');
