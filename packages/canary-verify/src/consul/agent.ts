import { type ReadingLimit, textWithin } from '../system/bounded-text.js';
import { deadline } from '../system/deadline.js';

/** The address of a Consul agent, and the token for it. */
export interface ConsulAgent {
  /** No slash in its end. */
  url: string;
  token: string | null;
}

/** No answer within this time is none, in milliseconds. */
export const CONSUL_TIMEOUT_MS = 2_000;

/** The most characters that are read of all that is asked at once: some 4,000 instances. */
export const MOST_CONSUL_CHARACTERS = 8_000_000;

/** The most lists and objects in an answer: twenty for each of 20,000 instances. Small ones take more memory than text. */
const MOST_PARTS = 400_000;

/** The most values in an answer. */
const MOST_VALUES = 2_000_000;

/**
 * Asks Consul's HTTP API for something. The token is sent only where there is one, and nowhere but to Consul: `fetch` would
 * follow a redirect to anybody with it. Throws when there is no answer, or none that is JSON.
 */
export async function askConsul(
  { url, token }: ConsulAgent,
  path: string,
  { signal, limit }: { signal: AbortSignal; limit: ReadingLimit },
): Promise<unknown> {
  using end = deadline(signal, CONSUL_TIMEOUT_MS);
  const headers = token === null ? {} : { 'X-Consul-Token': token };
  const response = await fetch(url + path, { headers, redirect: 'manual', signal: end.signal });
  if (!response.ok) {
    await response.body?.cancel();
    throw new Error(`Consul answered ${response.status} to ${url}${path}`);
  }
  return parsed(await textWithin(response, limit));
}

function parsed(text: string): unknown {
  if (count(text, '{') + count(text, '[') > MOST_PARTS || count(text, ',') > MOST_VALUES)
    throw new Error('Consul answered something with more parts than any list of services has');
  try {
    return JSON.parse(text);
  } catch {
    throw new Error('Consul answered something that is not JSON, or is cut short');
  }
}

function count(text: string, letter: string): number {
  let found = 0;
  for (let at = text.indexOf(letter); at !== -1; at = text.indexOf(letter, at + 1)) found++;
  return found;
}
