import type { EventEmitter } from 'node:events';
import type { IncomingMessage } from 'node:http';
import type { ServerHttp2Session } from 'node:http2';
import type { Socket } from 'node:net';
import type { AnyServer } from './any-server.js';
import { isWebSocket } from './open-requests.js';

/** The close frame that a server sends: 1001, it is going away (RFC 6455, 7.4.1). */
const GOING_AWAY = Buffer.from([0x88, 0x02, 0x03, 0xe9]);
/** The error code that says there is none (RFC 9113, 7). */
const NO_ERROR = 0;
/** The highest number that a stream can have: a notice that takes none back (RFC 9113, 6.8). */
const LAST_STREAM = 2 ** 31 - 1;

/** The connections of a server, beside the requests on them. */
export class Connections {
  readonly #sockets = new Set<Socket>();
  readonly #sessions = new Set<ServerHttp2Session>();
  /** Those that speak something else than HTTP now, and whether it is the protocol of WebSockets. */
  readonly #upgraded = new Map<Socket, boolean>();
  #lastAnswers = false;

  constructor(server: AnyServer) {
    const watch = (socket: Socket) => {
      this.#sockets.add(socket);
      socket.once('close', () => this.#sockets.delete(socket));
    };
    server.on('connection', watch);
    server.on('session', (session: ServerHttp2Session) => {
      this.#sessions.add(session);
      session.once('close', () => this.#sessions.delete(session));
      if (this.#lastAnswers) session.goaway(NO_ERROR, LAST_STREAM);
    });
  }

  /** How many have been upgraded and are still open. */
  get upgraded(): number {
    return this.#upgraded.size;
  }

  /** Notes a connection that is no longer one of HTTP. */
  upgrade(request: IncomingMessage, socket: Socket): void {
    this.#upgraded.set(socket, isWebSocket(request));
    socket.once('close', () => this.#upgraded.delete(socket));
  }

  /**
   * Tells those who are connected that the server goes away: HTTP/2 sends no new requests then, and a WebSocket is closed
   * from the other end, unless the application has done so already. Returns the number of WebSockets.
   */
  sayGoodbye(): number {
    this.#lastAnswers = true;
    for (const session of this.#sessions) if (!session.destroyed) session.goaway(NO_ERROR, LAST_STREAM);
    const webSockets = [...this.#upgraded].filter(([socket, known]) => known && socket.writable);
    for (const [socket] of webSockets) socket.write(GOING_AWAY);
    return webSockets.length;
  }

  /** Sessions of HTTP/2 end with their last answer. */
  closeSessions(): void {
    for (const session of this.#sessions) if (!session.closed) session.close();
  }

  /** Waits until no upgraded connection is left, but not for longer than this. Resolves with the number that are. */
  async upgradedEnd(mostMs: number): Promise<number> {
    await closedOf([...this.#upgraded.keys()], mostMs);
    return this.#upgraded.size;
  }

  /** Waits until the sessions of HTTP/2 have sent what they hold, but not for longer than this. */
  async sessionsEnd(mostMs: number): Promise<void> {
    await closedOf([...this.#sessions], mostMs);
  }

  /** Breaks off whatever is left. */
  destroy(): void {
    for (const session of this.#sessions) session.destroy();
    for (const socket of this.#sockets) socket.destroy();
  }
}

/** Resolves when all of these are closed, or when the time is up. */
async function closedOf(open: readonly EventEmitter[], mostMs: number): Promise<void> {
  if (open.length === 0) return;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, Math.max(0, mostMs));
  });
  const closed = open.map((one) => new Promise<void>((resolve) => one.once('close', () => resolve())));
  await Promise.race([late, Promise.all(closed)]);
  clearTimeout(timer);
}
