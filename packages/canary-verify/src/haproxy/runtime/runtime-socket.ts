import { connect } from 'node:net';
import { type ReadingLimit, spend } from '../../system/bounded-text.js';
import type { StatsPlace } from './stats-place.js';

type Socket = Extract<StatsPlace, { kind: 'socket' }>['connect'];

/** When an answer is given up. */
export interface Reading {
  signal: AbortSignal;
  limit: ReadingLimit;
}

/** Gives one command to a runtime socket (management guide, section 9.3) and returns what it answers. */
export function ask(socket: Socket, command: string, { signal, limit }: Reading): Promise<string> {
  return new Promise((resolve, reject) => {
    const connection = connect(socket, () => connection.end(`${command}\n`));
    const stop = () => connection.destroy(new Error('no answer in time'));
    let text = '';
    connection.setEncoding('utf8').on('data', (part: string) => {
      text += part;
      try {
        spend(limit, part.length);
      } catch (error) {
        connection.destroy(error as Error);
      }
    });
    connection.once('error', reject);
    connection.once('close', () => {
      signal.removeEventListener('abort', stop);
      resolve(text);
    });
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) stop();
  });
}
