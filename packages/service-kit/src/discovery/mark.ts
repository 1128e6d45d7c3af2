import { AsyncLocalStorage } from 'node:async_hooks';
import type { IncomingHttpHeaders, RequestListener } from 'node:http';

/** The header that sends a request to the canaries, and its value. */
export interface Mark {
  header: string;
  value: string;
}

/** The mark of fixtures/haproxy/headers.cfg. */
export const DEFAULT_MARK: Mark = { header: 'X-Canary', value: 'always' };

/** The headers of the request that is being answered at the moment. */
const answering = new AsyncLocalStorage<IncomingHttpHeaders>();

/** Lets everything that a listener does know which request it answers. */
export function remembering(listener: RequestListener): RequestListener {
  return (request, response) => answering.run(request.headers, () => listener(request, response));
}

/**
 * The value of this header in the request that is being answered; null outside a request, or if it has no such
 * header.
 */
export function carried(header: string): string | null {
  const value = answering.getStore()?.[header.toLowerCase()];
  return typeof value === 'string' ? value : null;
}
