import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { fromFetch } from './fetch.js';

/** What a handler finds in `c.env`: the same as with Hono's own server for Node. */
export interface NodeBindings {
  incoming: IncomingMessage;
  outgoing: ServerResponse;
}

/** A Hono application, as far as it is needed here. */
export interface HonoApplication {
  fetch(request: Request, env: NodeBindings): Response | Promise<Response>;
}

/** The handler of a Hono 4 application. */
export function fromHono(app: HonoApplication): RequestListener {
  return fromFetch((request, env) => app.fetch(request, env));
}
