import type { RequestListener, Server } from 'node:http';
import { closedAtEnd, withHooks } from '../handler-hooks.js';

/** A Nest application, as far as it is needed here. */
export interface NestApplication {
  /** Builds the modules and their routes. */
  init(): PromiseLike<unknown>;
  /** The server that it would listen with. */
  getHttpServer(): Server;
  /** Runs the shutdown hooks of its modules. */
  close(): PromiseLike<unknown>;
}

/** What Nest keeps to itself: what it has registered for signals. */
interface WithSignals {
  unsubscribeFromProcessSignals?(): void;
}

/**
 * The handler of a Nest 11 application, on Express or Fastify. Its shutdown hooks run when the last answer is out. With
 * `enableShutdownHooks` Nest would run them at the signal, while proxies still send requests: so it no longer hears signals.
 * `close` waits until then while the service leaves. Do not call its `listen`.
 */
export async function fromNest(app: NestApplication): Promise<RequestListener> {
  await app.init();
  (app as WithSignals).unsubscribeFromProcessSignals?.();
  const server = app.getHttpServer();
  const handler: RequestListener = (request, response) => void server.emit('request', request, response);
  return withHooks(handler, closedAtEnd(app));
}
