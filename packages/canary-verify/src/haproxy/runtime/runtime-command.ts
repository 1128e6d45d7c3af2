import { readingLimit } from '../../system/bounded-text.js';
import { deadline } from '../../system/deadline.js';
import { ask } from './runtime-socket.js';
import type { StatsPlace } from './stats-place.js';

type RuntimeSocket = Extract<StatsPlace, { kind: 'socket' }>;

/** No answer within this time is none, in milliseconds. */
const TIMEOUT_MS = 3_000;
const MOST_CHARACTERS = 16_000_000;

/**
 * Gives a command to a running HAProxy, its words with spaces between them (management guide, section 9.3), and resolves
 * to the answer.
 *
 * @throws Error when the socket does not answer, or when a word would end the command: with a space, `;` or `\`.
 */
export async function commandRuntime(
  { connect }: RuntimeSocket,
  words: readonly string[],
  signal: AbortSignal,
): Promise<string> {
  const wrong = words.find((word) => !/^[^\s;\\\p{Control}]+$/u.test(word));
  if (wrong !== undefined) throw new Error(`HAProxy takes no ${JSON.stringify(wrong)} in a command`);
  using end = deadline(signal, TIMEOUT_MS);
  // Awaited here: the deadline ends with this function.
  return await ask(connect, words.join(' '), { signal: end.signal, limit: readingLimit(MOST_CHARACTERS) });
}
