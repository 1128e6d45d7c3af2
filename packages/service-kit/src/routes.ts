import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';

/** What one of the service's own paths answers at the moment. */
export interface Answer {
  status: number;
  /** JSON. */
  body: Buffer;
}

/** The service's own endpoints, by path. They answer GET and HEAD. */
export type Endpoints = ReadonlyMap<string, () => Answer>;

/** A listener that answers the service's own paths and leaves all others to the application. */
export function route(endpoints: Endpoints, application: RequestListener): RequestListener {
  return (request, response) => {
    const answer = endpoints.get(pathOf(request));
    if (answer === undefined) return application(request, response);
    if (request.method === 'GET' || request.method === 'HEAD') return send(response, answer());
    response.setHeader('Allow', 'GET, HEAD');
    send(response, json(405, { error: `${request.method} is not allowed here: use GET` }));
  };
}

/** An answer whose body is written once and sent as often as it is asked for. */
export function json(status: number, body: object): Answer {
  return { status, body: Buffer.from(`${JSON.stringify(body)}\n`) };
}

/** Node leaves the body out by itself when the request was HEAD. */
function send(response: ServerResponse, { status, body }: Answer): void {
  response.writeHead(status, {
    'Content-Type': 'application/json',
    'Content-Length': body.length,
    // A cached answer would speak for an instance that did not give it.
    'Cache-Control': 'no-store',
  });
  response.end(body);
}

function pathOf({ url = '/' }: IncomingMessage): string {
  const query = url.indexOf('?');
  return query === -1 ? url : url.slice(0, query);
}
