import type { Socket } from 'node:net';
import type { ConnectionTarget } from '../connection/connection.js';
import { connector } from '../connection/connector.js';
import { ARRIVING } from './known-bytes.js';
import type { Wire, WireEvents } from './wire.js';

/** Opens TLS connections, over undici's connector, which knows the names and the sessions of TLS. */
export class TlsWire implements Wire {
  readonly #destination: ConnectionTarget;
  readonly #events: WireEvents;
  #socket: Socket | null = null;

  constructor(destination: ConnectionTarget, events: WireEvents) {
    this.#destination = destination;
    this.#events = events;
  }

  get ready(): boolean {
    return this.#socket === null;
  }

  open(): void {
    const { host, hostname, protocol, port } = this.#destination.target;
    // It returns the socket at once, which its types do not know.
    const open = connector(this.#destination) as (
      ...args: Parameters<ReturnType<typeof connector>>
    ) => unknown;
    const socket = open({ host, hostname, protocol, port }, (error, opened) => {
      if (this.#socket !== socket) return;
      if (error !== null) return this.#events.onFailed(error);
      opened.on('data', (bytes) => this.#arrived(socket, bytes));
      this.#events.onOpened();
    }) as Socket;
    this.#socket = socket;
    const isHeard = () => this.#socket === socket;
    socket
      .on('end', () => isHeard() && this.#events.onEnded())
      .on('error', (error) => isHeard() && this.#events.onFailed(error));
  }

  write(bytes: string): void {
    this.#socket?.write(bytes, 'latin1');
  }

  close(): void {
    this.#socket?.destroy();
    this.#socket = null;
  }

  #arrived(socket: Socket, bytes: Buffer): void {
    for (let at = 0; at < bytes.length; at += ARRIVING.length) {
      if (this.#socket !== socket) return;
      this.#events.onArrived(bytes.copy(ARRIVING, 0, at));
    }
  }
}
