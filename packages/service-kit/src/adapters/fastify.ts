import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { closedAtEnd, withHooks } from '../handler-hooks.js';

/** A Fastify instance, as far as it is needed here. */
export interface FastifyApplication {
  /** Resolves when the plugins have loaded. */
  ready(): PromiseLike<unknown>;
  /** Answers a request. */
  routing(request: IncomingMessage, response: ServerResponse): void;
  /** Runs the `onClose` hooks. */
  close(): PromiseLike<unknown>;
}

/**
 * The handler of a Fastify 4 or 5 instance whose plugins have loaded. Its `onClose` hooks run when the last answer is out: as
 * soon as Fastify closes it answers 503, while proxies may still send requests. So `close` waits until then while the service leaves.
 * Do not call its `listen`.
 */
export async function fromFastify(app: FastifyApplication): Promise<RequestListener> {
  await app.ready();
  return withHooks((request, response) => app.routing(request, response), closedAtEnd(app));
}
