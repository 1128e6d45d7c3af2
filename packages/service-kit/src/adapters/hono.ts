import type { RequestListener } from 'node:http';
import { type FetchHandler, fromFetch } from './fetch.js';

/** A Hono application, as far as it is needed here. */
export interface HonoApplication {
  fetch: FetchHandler;
}

/** The handler of a Hono 4 application. */
export function fromHono(app: HonoApplication): RequestListener {
  return fromFetch((request) => app.fetch(request));
}
