import { deadline } from '../system/deadline.js';

/** The address of a Consul agent, and the token for it. */
export interface ConsulAgent {
  /** No slash in its end. */
  url: string;
  token: string | null;
}

/** No answer within this time is none, in milliseconds. */
export const CONSUL_TIMEOUT_MS = 2_000;

/**
 * Asks Consul's HTTP API for something. The token is sent only where there is one, and nowhere but to Consul: `fetch` would
 * follow a redirect to anybody with it. Throws when there is no answer.
 */
export async function askConsul<Answer>(
  { url, token }: ConsulAgent,
  path: string,
  signal: AbortSignal,
): Promise<Answer> {
  using end = deadline(signal, CONSUL_TIMEOUT_MS);
  const headers = token === null ? {} : { 'X-Consul-Token': token };
  const response = await fetch(url + path, { headers, redirect: 'manual', signal: end.signal });
  if (!response.ok) throw new Error(`Consul answered ${response.status} to ${url}${path}`);
  return (await response.json()) as Answer;
}
