import { createClient, type RedisClientType } from 'redis';

/** Redis did not do what it was asked, or did not say so in time. Whether it happened is not known. */
export class StoreUnavailable extends Error {
  override readonly name = 'StoreUnavailable';
}

/** Longest time that a command may take, in milliseconds. */
const COMMAND_MS = 1_000;

/**
 * A client that connects in the background and again whenever Redis comes back. While there is no connection,
 * commands fail at once instead of waiting in a queue.
 */
export function connectToRedis(url: string, log: (line: string) => void): RedisClientType {
  const client: RedisClientType = createClient({
    url,
    disableOfflineQueue: true,
    commandsQueueMaxLength: 1_000,
    socket: { connectTimeout: 1_000, reconnectStrategy: (attempt) => Math.min(50 * 2 ** attempt, 1_000) },
  });
  let complaint = '';
  client.on('error', ({ message, code }: NodeJS.ErrnoException) => {
    const failure = code ?? message;
    if (failure !== complaint) log(`Redis is away, connecting again: ${failure}`);
    complaint = failure;
  });
  client.on('ready', () => {
    complaint = '';
  });
  client.connect().catch((error: Error) => log(`Redis: ${error.message}`));
  return client;
}

/** The answer to a command, or StoreUnavailable in the place of every failure. */
export async function answerOf<T>(command: Promise<T>): Promise<T> {
  let deadline: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    deadline = setTimeout(() => reject(new Error(`no answer within ${COMMAND_MS} ms`)), COMMAND_MS);
  });
  try {
    return await Promise.race([command, late]);
  } catch (error) {
    throw new StoreUnavailable(`Redis: ${(error as Error).message}`);
  } finally {
    clearTimeout(deadline);
  }
}
