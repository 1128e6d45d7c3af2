import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** The error output of a failed command of the `docker` client. */
export class DockerError extends Error {
  override readonly name = 'DockerError';
  /** The client's own words. */
  readonly words: string;

  constructor(argv: readonly string[], words: string, cause: unknown) {
    super(`docker ${argv.join(' ')}: ${words}`, { cause });
    this.words = words;
  }
}

/**
 * Runs a command of the `docker` client, and resolves to what it wrote to standard output.
 *
 * @throws DockerError when it fails or is not there.
 */
export async function docker(argv: readonly string[], env: NodeJS.ProcessEnv = process.env): Promise<string> {
  return run({ argv, env, command: ['docker'] });
}

/** The same, with what it wrote to standard error in between: `docker logs` keeps a container's outputs apart. */
export async function dockerOutputs(
  argv: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
): Promise<string> {
  return run({ argv, env, command: ['sh', '-c', 'exec docker "$@" 2>&1', 'docker'] });
}

interface DockerCall {
  argv: readonly string[];
  env: NodeJS.ProcessEnv;
  /** The words before the arguments. */
  command: readonly [string, ...string[]];
}

async function run({ argv, env, command: [file, ...before] }: DockerCall): Promise<string> {
  try {
    const options = { env, maxBuffer: 64 * 1024 * 1024 };
    return (await promisify(execFile)(file, [...before, ...argv], options)).stdout;
  } catch (error) {
    throw new DockerError(argv, wordsOf(error), error);
  }
}

function wordsOf(error: unknown): string {
  const { code, stdout, stderr } = error as { code?: unknown; stdout?: string; stderr?: string };
  if (code === 'ENOENT') return 'there is no `docker` command on PATH';
  return `${stdout ?? ''}${stderr ?? ''}`.trim() || String(error);
}
