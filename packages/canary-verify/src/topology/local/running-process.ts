import { spawn } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import { EndOfText } from '../../system/end-of-text.js';
import { processStart } from '../reaper.js';
import { reapLater } from '../reaping.js';

/** A program to run. */
export interface ProgramCall {
  /** How errors and logs call it. */
  name: string;
  command: string;
  argv: readonly string[];
  env: Readonly<Record<string, string>>;
}

/** A process that we started. It is killed when our own process ends, in whatever way. */
export interface RunningProcess {
  readonly name: string;
  /** Resolves when it has ended, to why: `exit code 1`, `SIGKILL`. */
  readonly ended: Promise<string>;
  /** The output so far; only its end if it is long. */
  output(): string;
  signal(signal: NodeJS.Signals): void;
  /** Asks it to end, and kills it when it has not after `graceMs`. */
  end(graceMs: number): Promise<void>;
}

/** Characters of output that are kept of each process. */
const MOST_OUTPUT = 1_000_000;

export function startProcess({ name, command, argv, env }: ProgramCall): RunningProcess {
  const child = spawn(command, argv, {
    // A process group of its own: Ctrl-C in the terminal is for us alone.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env.PATH ?? '', ...env },
  });
  const output = new EndOfText(MOST_OUTPUT);
  const keep = (text: string) => output.add(text);
  child.stdout.setEncoding('utf8').on('data', keep);
  child.stderr.setEncoding('utf8').on('data', keep);
  const { pid } = child;
  const release =
    pid === undefined ? () => {} : reapLater({ kind: 'process', pid, startedAt: processStart(pid) });
  let running = true;
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('close', (code, signal) => resolve(signal ?? `exit code ${code}`));
  }).finally(() => {
    running = false;
    release();
  });
  return {
    name,
    ended,
    output: () => output.text,
    signal: (signal) => void child.kill(signal),
    async end(graceMs) {
      if (!running) return;
      child.kill('SIGTERM');
      const inTime = new AbortController();
      const patience = pause(graceMs, undefined, { signal: inTime.signal }).then(
        () => child.kill('SIGKILL'),
        () => {},
      );
      await ended;
      inTime.abort();
      await patience;
    },
  };
}

/** Fails as soon as one of these ends, with its last words: for waiting on something that it should bring about. */
export async function failWhenProcessEnds(processes: readonly RunningProcess[]): Promise<never> {
  const [dead, why] = await Promise.race(processes.map(async (one) => [one, await one.ended] as const));
  const lastLines = dead.output().trimEnd().split('\n').slice(-15).join('\n');
  throw new Error(`${dead.name} ended (${why}) while it was needed. Its last words:\n${lastLines}`);
}
