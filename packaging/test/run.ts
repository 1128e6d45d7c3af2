import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

/** A path of the repository. */
export const fromRoot = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));

/** What a finished process left behind. */
export interface Finished {
  exitCode: number | null;
  stdout: string;
  stderr: string;
}

/** Runs a program to its end, in a folder, with variables of its own beside those of this process. */
export async function run(
  command: readonly [string, ...string[]],
  cwd: string,
  env: Record<string, string> = {},
): Promise<Finished> {
  const [program, ...args] = command;
  const child = spawn(program, args, { cwd, env: { ...withoutScript(), ...env } });
  child.stdin.end();
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { exitCode: child.exitCode, stdout, stderr };
}

/** As `run`; throws with what was printed when the program fails. */
export async function succeed(command: readonly [string, ...string[]], cwd: string): Promise<string> {
  const { exitCode, stdout, stderr } = await run(command, cwd);
  if (exitCode !== 0) throw new Error(`${command.join(' ')} ended with ${exitCode}:\n${stdout}\n${stderr}`);
  return stdout;
}

/** An npm that runs this as a script has told which workspace is meant: that is not for an npm in another folder. */
function withoutScript(): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !/^npm_(config_workspace|package_|lifecycle_)/i.test(name),
    ),
  );
}
