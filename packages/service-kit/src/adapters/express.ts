import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';

/** An Express application, as far as it is needed here. */
export type ExpressApplication = (request: IncomingMessage, response: ServerResponse) => unknown;

/** The handler of an Express 4 or 5 application: it is a listener already. */
export function fromExpress(app: ExpressApplication): RequestListener {
  return (request, response) => void app(request, response);
}
