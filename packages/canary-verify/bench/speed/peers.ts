import { fileURLToPath } from 'node:url';
import type { Tool } from '../../src/system/tool.js';

/** Something that sends requests as fast as it can, as a process of its own. */
export interface Peer {
  name: string;
  /** The command line that asks `url` over 50 connections for about so many seconds. */
  command: (url: string, seconds: number) => readonly string[];
  env: Readonly<Record<string, string>>;
  /** Requests answered, and how long that took in seconds, from what it prints. */
  read: (printed: string) => { requests: number; seconds: number };
}

export const CONNECTIONS = 50;

/** More requests than any of them makes in a round. */
const MANY = 100_000_000;

/** The command, as it was built. */
export const BIN: string = fileURLToPath(new URL('../../../bin/canary-verify.js', import.meta.url));

/**
 * The whole command, which counts, classifies and looks for a decision after every response. The band is so narrow that
 * none comes before the time is up.
 */
export function canaryVerify(mode: 'reuse' | 'fresh'): Peer {
  const flags = ['--expect', '10%', '--tolerance', '0.05pp', '--json', '-c', String(CONNECTIONS)];
  return {
    name: `canary-verify, ${mode === 'reuse' ? 'kept alive' : 'fresh connections'}`,
    command: (url, seconds) => [
      ...[process.execPath, BIN, url, ...flags, '--connection-mode', mode],
      ...['--max-time', `${seconds}s`, '-n', String(MANY)],
    ],
    env: {},
    read: (printed) => {
      const { requests, durationMs } = JSON.parse(printed);
      return { requests, seconds: durationMs / 1000 };
    },
  };
}

export function autocannon(): Peer {
  const program = fileURLToPath(import.meta.resolve('autocannon'));
  return {
    name: 'autocannon',
    command: (url, seconds) => [
      ...[process.execPath, program, '-j', '-n', '-c', String(CONNECTIONS), '-d', String(seconds), url],
    ],
    env: {},
    read: (printed) => {
      const { requests, duration } = JSON.parse(printed);
      return { requests: requests.total, seconds: duration };
    },
  };
}

export function wrk({ command, env }: Tool): Peer {
  return {
    name: 'wrk -t1',
    command: (url, seconds) => [command, '-t1', `-c${CONNECTIONS}`, `-d${seconds}s`, url],
    env,
    read: (printed) => ({ requests: figure(printed, /(\d+) requests in/), seconds: timeIn(printed) }),
  };
}

function timeIn(printed: string): number {
  return figure(printed, /requests in ([\d.]+)s/);
}

export function hey({ command, env }: Tool): Peer {
  return {
    name: 'hey',
    command: (url, seconds) => [command, '-c', String(CONNECTIONS), '-z', `${seconds}s`, url],
    env,
    read: (printed) => {
      const seconds = figure(printed, /Total:\s+([\d.]+) secs/);
      return { requests: Math.round(seconds * figure(printed, /Requests\/sec:\s+([\d.]+)/)), seconds };
    },
  };
}

/** Without -k: a connection for each request. */
export function ab({ command, env }: Tool): Peer {
  return {
    name: 'ab, fresh connections',
    command: (url, seconds) => [
      command,
      ...['-q', '-l', '-c', String(CONNECTIONS), '-t', String(seconds), '-n', '1000000', url],
    ],
    env,
    read: (printed) => ({
      requests: figure(printed, /Complete requests:\s+(\d+)/),
      seconds: figure(printed, /Time taken for tests:\s+([\d.]+)/),
    }),
  };
}

function figure(printed: string, pattern: RegExp): number {
  const [, digits] = pattern.exec(printed) ?? [];
  if (digits === undefined) throw new Error(`no ${pattern} in what was printed: ${printed.slice(0, 400)}`);
  return Number(digits);
}
