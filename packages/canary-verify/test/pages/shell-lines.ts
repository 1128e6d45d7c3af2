import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { pageCalled } from '../output/pages.js';

const bin = fileURLToPath(new URL('../../bin/canary-verify.js', import.meta.url));

/** The lines that a page of docs/ shows to be typed into a shell. */
export function shellLines(name: string): string[] {
  const blocks = [...pageCalled(name).text.matchAll(/```sh\n([\s\S]*?)```/g)];
  return blocks.flatMap(([, lines = '']) => lines.trim().split('\n'));
}

/** What a line has printed, and how it ended. */
export interface Ended {
  stdout: string;
  stderr: string;
  exitCode: number | null;
}

/** Runs a line in a shell. `here`: what stands for the places that it names; `npx canary-verify` is the command that was built. */
export async function runLine(
  line: string,
  here: Readonly<Record<string, string>> = {},
  { cwd = process.cwd(), env = {} }: { cwd?: string; env?: NodeJS.ProcessEnv } = {},
): Promise<Ended> {
  const places = Object.entries({ 'npx canary-verify': `'${process.execPath}' '${bin}'`, ...here });
  const real = places.reduce((so, [place, at]) => so.replaceAll(place, at), line);
  const child = spawn('bash', ['-c', real], { cwd, env: { ...process.env, ...env } });
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { stdout, stderr, exitCode: child.exitCode };
}
