import { connect, type Socket } from 'node:net';
import type { Destination } from '../connection.js';
import { connector } from '../connector.js';

/** What happens on a wire, until it is closed from this side. */
export interface WireEvents {
  opened(): void;
  /** The bytes stand there only until this returns. */
  bytes(bytes: Buffer): void;
  /** The other side sends nothing more. */
  ended(): void;
  failed(error: Error): void;
}

/** A TCP or TLS connection that carries bytes. */
export class Wire {
  readonly #socket: Socket;
  #closed = false;

  constructor(destination: Destination, events: WireEvents) {
    const heard: WireEvents = {
      opened: () => this.#closed || events.opened(),
      bytes: (bytes) => this.#closed || events.bytes(bytes),
      ended: () => this.#closed || events.ended(),
      failed: (error) => this.#closed || events.failed(error),
    };
    this.#socket =
      destination.target.protocol === 'https:' ? openTls(destination, heard) : openTcp(destination, heard);
    this.#socket.on('end', heard.ended).on('error', heard.failed);
  }

  write(bytes: string): void {
    this.#socket.write(bytes, 'latin1');
  }

  /** Closes at once; nothing is heard of it any more. */
  close(): void {
    this.#closed = true;
    this.#socket.destroy();
  }
}

/** Where the bytes of all wires arrive: what is to be kept is copied. */
const ARRIVING = Buffer.allocUnsafeSlow(64 * 1024);

function openTcp(destination: Destination, { opened, bytes }: WireEvents): Socket {
  const onread = {
    buffer: ARRIVING,
    callback(count: number) {
      bytes(ARRIVING.subarray(0, count));
      return true;
    },
  };
  // A request without a body is one piece, which nothing holds back.
  const noDelay = destination.request.body !== null;
  return connect({ ...endpoint(destination), noDelay, onread }, opened);
}

function endpoint({ address, target, request: { way } }: Destination) {
  if (way.kind === 'socket') return { path: way.path };
  const port = way.kind === 'elsewhere' ? way.port : Number(target.port || 80);
  return { host: address?.address ?? target.hostname, port };
}

/** Over undici's connector, which knows the names and the sessions of TLS. */
function openTls(destination: Destination, { opened, bytes, failed }: WireEvents): Socket {
  const { host, hostname, protocol, port } = destination.target;
  const options = { host, hostname, protocol, port };
  // It returns the socket at once, which its types do not know.
  const open = connector(destination) as (...args: Parameters<ReturnType<typeof connector>>) => unknown;
  return open(options, (error, socket) => {
    if (error !== null) return failed(error);
    socket.on('data', bytes);
    opened();
  }) as Socket;
}
