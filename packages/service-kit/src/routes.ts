import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';

/** The answer of one of the service's own paths. */
export interface Answer {
  status: number;
  /** JSON. */
  body: string;
  headers: Headers;
  /** Its own and the common headers, names and values in turn, once it has been sent. */
  head?: string[];
}

export type Headers = Readonly<Record<string, string>>;

/** The service's own endpoints, by path. They answer GET and HEAD. */
export type Endpoints = ReadonlyMap<string, Endpoint>;

export type Endpoint = () => Answer | Promise<Answer>;

/**
 * A listener that answers the service's own paths and leaves all others to the application. Every response carries the
 * common headers.
 */
export function route(endpoints: Endpoints, common: Headers, application: RequestListener): RequestListener {
  const send = sender(common);
  const commonEntries = Object.entries(common);
  return (request, response) => {
    const endpoint = endpointFor(endpoints, request);
    if (endpoint === undefined) {
      for (const [name, value] of commonEntries) response.setHeader(name, value);
      return application(request, response);
    }
    if (request.method === 'GET' || request.method === 'HEAD') return send(response, endpoint());
    const refusal = json(405, { error: `${request.method} is not allowed here: use GET` });
    response.setHeader('Allow', 'GET, HEAD');
    send(response, refusal);
  };
}

/** An answer whose body and headers are written once and sent as often as it is asked for. */
export function json(status: number, value: object): Answer {
  const body = `${JSON.stringify(value)}\n`;
  const headers = {
    'Content-Type': 'application/json',
    'Content-Length': String(Buffer.byteLength(body)),
    // Must not be cached: a cached answer would name the wrong instance.
    'Cache-Control': 'no-store',
  };
  return { status, body, headers };
}

/** Puts each answer's headers together once, and hands them over at once: one by one they cost as much as all the rest. */
function sender(common: Headers): (response: ServerResponse, answer: Answer | Promise<Answer>) => void {
  return function send(response, answer) {
    if (answer instanceof Promise) return void answer.then((one) => send(response, one));
    answer.head ??= Object.entries({ ...common, ...answer.headers }).flat();
    response.writeHead(answer.status, answer.head);
    // Node leaves the body out by itself when the request was HEAD. As a string it goes out in one piece with the head.
    response.end(answer.body);
  };
}

function endpointFor(endpoints: Endpoints, { url = '/' }: IncomingMessage): Endpoint | undefined {
  const known = endpoints.get(url);
  if (known !== undefined) return known;
  const query = url.indexOf('?');
  return query === -1 ? undefined : endpoints.get(url.slice(0, query));
}
