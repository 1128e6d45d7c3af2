import { type NetConnectOpts, Socket } from 'node:net';
import type { ConnectionTarget } from '../connection/connection.js';
import { proxyLine } from '../connection/proxy-line.js';
import { ARRIVING } from './known-bytes.js';
import type { Wire, WireEvents } from './wire.js';

/**
 * Opens one TCP connection after the other with the same socket of Node's: to make another one and to listen to it takes as
 * long as all else that is done for a connection outside of the kernel.
 */
export class TcpWire implements Wire {
  readonly #options: NetConnectOpts;
  readonly #events: WireEvents;
  readonly #proxyProtocol: boolean;
  #socket: Socket | null = null;
  #open = false;
  /** A socket may connect again when it has said that it is closed, and not before. */
  #atRest = true;

  constructor(destination: ConnectionTarget, events: WireEvents) {
    this.#options = optionsOf(destination);
    this.#events = events;
    this.#proxyProtocol = destination.request.proxyProtocol;
  }

  get ready(): boolean {
    return !this.#open && this.#atRest;
  }

  open(): void {
    this.#open = true;
    this.#atRest = false;
    this.#socket ??= this.#newSocket();
    this.#socket.connect(this.#options);
  }

  write(bytes: string): void {
    this.#socket?.write(bytes, 'latin1');
  }

  close(): void {
    this.#open = false;
    this.#socket?.destroy();
  }

  #newSocket(): Socket {
    const onread = {
      buffer: ARRIVING,
      callback: (count: number) => {
        if (this.#open) this.#events.onArrived(count);
        return true;
      },
    };
    const socket = new Socket({ onread } as ConstructorParameters<typeof Socket>[0]);
    return socket
      .on('connect', () => {
        if (!this.#open) return;
        if (this.#proxyProtocol) socket.write(proxyLine(socket), 'latin1');
        this.#events.onOpened();
      })
      .on('end', () => this.#open && this.#events.onEnded())
      .on('error', (error) => this.#failed(socket, error))
      .on('close', () => {
        if (this.#socket === socket) this.#atRest = true;
      });
  }

  /** Drops a socket that has failed; it is not used again. */
  #failed(socket: Socket, error: Error): void {
    if (this.#socket !== socket) return;
    this.#socket = null;
    this.#atRest = true;
    if (this.#open) this.#events.onFailed(error);
  }
}

function optionsOf({ address, target, request: { via: way, body } }: ConnectionTarget): NetConnectOpts {
  if (way.kind === 'socket') return { path: way.path };
  const port = way.kind === 'elsewhere' ? way.port : Number(target.port || 80);
  // A request without a body is one piece, which nothing holds back.
  return { host: address?.address ?? target.hostname, port, noDelay: body !== null };
}
