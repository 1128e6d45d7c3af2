import type { Connection, ConnectionTarget } from './connection/connection.js';
import { Http1Connection } from './http1/http1-connection.js';
import type { KnownExchanges } from './http1/known-exchanges.js';
import { Http2Connection } from './http2-connection.js';
/** `known`: shared by the connections of a run. */
export function newConnection(destination: ConnectionTarget, known: KnownExchanges): Connection {
  return destination.http2 ? new Http2Connection(destination) : new Http1Connection(destination, known);
}
