import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';

/** A Fastify instance, as far as it is needed here. */
export interface FastifyApplication {
  /** Resolves when the plugins have loaded. */
  ready(): PromiseLike<unknown>;
  /** Answers a request. */
  routing(request: IncomingMessage, response: ServerResponse): void;
}

/**
 * The handler of a Fastify 5 instance whose plugins have loaded. Do not call its `listen` nor hook our leaving to its
 * `close`: as soon as Fastify closes it answers 503, while proxies still send requests.
 */
export async function fromFastify(app: FastifyApplication): Promise<RequestListener> {
  await app.ready();
  return (request, response) => app.routing(request, response);
}
