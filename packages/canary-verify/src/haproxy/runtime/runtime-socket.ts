import { connect } from 'node:net';
import type { StatsPlace } from './stats-place.js';

type Socket = Extract<StatsPlace, { kind: 'socket' }>['connect'];

/** More of an answer than this is not read. */
const MOST_CHARACTERS = 16 * 1024 * 1024;

/** Gives one command to a runtime socket (management guide, section 9.3) and returns what it answers. */
export function ask(socket: Socket, command: string, signal: AbortSignal): Promise<string> {
  return new Promise((resolve, reject) => {
    const connection = connect(socket, () => connection.end(`${command}\n`));
    const stop = () => connection.destroy(new Error('no answer in time'));
    let text = '';
    connection.setEncoding('utf8').on('data', (part: string) => {
      text += part;
      if (text.length >= MOST_CHARACTERS) connection.destroy();
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
