import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import type { Peer } from './peers.js';

/** What one peer did in one round. */
export interface Round {
  perSecond: number;
  /** Processor time of the whole process for each request, in microseconds. */
  processorUs: number;
}

/** Lets a peer ask for so many seconds. The shell's own clock tells the processor time, user and system. */
export async function measure(peer: Peer, url: string, seconds: number): Promise<Round> {
  const timed = ['-c', 'TIMEFORMAT="processor %U %S"; time "$@"', 'bash', ...peer.command(url, seconds)];
  const child = spawn('bash', timed, {
    env: { ...process.env, ...peer.env, LC_ALL: 'C' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [printed, said] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  const { requests, seconds: took } = peer.read(printed);
  const [, user, system] = /processor ([\d.]+) ([\d.]+)/.exec(said) ?? [];
  if (user === undefined || requests === 0)
    throw new Error(`${peer.name} has measured nothing: ${said.slice(0, 400)}`);
  return { perSecond: requests / took, processorUs: ((Number(user) + Number(system)) / requests) * 1e6 };
}
