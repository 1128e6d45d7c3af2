import type { ConnectionTarget } from '../connection/connection.js';
import { TcpWire } from './tcp-wire.js';
import { TlsWire } from './tls-wire.js';
import type { Wire, WireEvents } from './wire.js';
export function newWire(destination: ConnectionTarget, events: WireEvents): Wire {
  return destination.target.protocol === 'https:'
    ? new TlsWire(destination, events)
    : new TcpWire(destination, events);
}
