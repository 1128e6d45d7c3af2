import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { AnyServer } from './any-server.js';

/** Who gets what comes in at a server, before the application does. */
export interface Interceptor {
  /** Makes the listener that every request goes through; the application is what is behind it. */
  requests(application: RequestListener): RequestListener;
  /** A connection that is no longer one of HTTP: a WebSocket, or a tunnel. `go` gives it to the application. */
  upgraded(request: IncomingMessage, socket: Socket, go: () => boolean): boolean;
}

/** Events of a server that are requests: the last two are those with an `Expect` header that somebody listens to. */
const REQUESTS = ['request', 'checkContinue', 'checkExpectation'] as const;

/**
 * Stands in front of a server's application, whoever listens to it, now or later. It does so where the server tells its
 * listeners, because frameworks and WebSocket libraries add theirs at times of their own.
 */
export function intercept(server: AnyServer, interceptor: Interceptor): void {
  const emit = server.emit.bind(server) as (event: string, ...values: unknown[]) => boolean;
  const listeners = new Map<string, RequestListener>(
    REQUESTS.map((event) => [
      event,
      interceptor.requests((request, response) => void emit(event, request, response)),
    ]),
  );
  const request = listeners.get('request') as RequestListener;
  // Named values for what comes with each request: a list of them would be made anew each time.
  const intercepted = (event: string, first: unknown, second: unknown, ...others: unknown[]): boolean => {
    if (event === 'request') {
      request(first as IncomingMessage, second as Parameters<RequestListener>[1]);
      return true;
    }
    const values = [first, second, ...others];
    if (event === 'upgrade' || event === 'connect')
      return interceptor.upgraded(values[0] as IncomingMessage, values[1] as Socket, () =>
        emit(event, ...values),
      );
    const listener = listeners.get(event);
    if (listener === undefined) return emit(event, ...values);
    listener(values[0] as IncomingMessage, values[1] as Parameters<RequestListener>[1]);
    return true;
  };
  server.emit = intercepted as typeof server.emit;
}

/** A response of HTTP/2 that looks like one of HTTP/1. */
export function isHttp2(request: IncomingMessage): boolean {
  return request.httpVersionMajor === 2;
}

/** Whether a response can still be given headers. */
export function isHeadOpen(response: ServerResponse): boolean {
  return !response.headersSent && !response.destroyed;
}
