import { once } from 'node:events';
import type { RequestListener } from 'node:http';
import { rememberingUpgrade } from '../discovery/mark.js';
import type { AnyServer } from './any-server.js';
import { Connections } from './connections.js';
import { HeldOpen } from './held-open.js';
import { intercept } from './intercept.js';
import { OpenRequests } from './open-requests.js';

/** A server at work, and the second one for the service's own endpoints where they have a port of their own. */
export class Serving {
  readonly #server: AnyServer;
  readonly #endpointsServer: AnyServer | null;
  readonly #requests = new OpenRequests();
  readonly #connections: Connections;
  readonly #heldOpen: HeldOpen;
  #closed: Promise<unknown> | null = null;

  constructor(server: AnyServer, endpointsServer: AnyServer | null) {
    this.#server = server;
    this.#endpointsServer = endpointsServer;
    this.#connections = new Connections(server);
    this.#heldOpen = new HeldOpen(server);
  }

  /** Sends all that comes in through what `around` makes of the application. */
  answer(around: (application: RequestListener) => RequestListener): void {
    intercept(this.#server, {
      requests: (application) => this.#requests.counting(around(application)),
      upgraded: (request, socket, go) => {
        this.#connections.upgrade(request, socket);
        return rememberingUpgrade(request, socket, go);
      },
    });
  }

  /** Requests that are not answered yet. */
  get inFlight(): number {
    return this.#requests.count;
  }

  /** WebSockets and tunnels. */
  get upgraded(): number {
    return this.#connections.upgraded;
  }

  /** Calls this when the application closes the server, which stays open until `lastAnswers`. What it resolves with is waited for. */
  whenClosing(leave: () => Promise<unknown>): void {
    this.#heldOpen.whenClosing(leave);
  }

  /** From now on each answer is the last on its connection. Returns how many streams and WebSockets were told that they end. */
  lastAnswers(): number {
    this.#heldOpen.release();
    return this.#requests.closeConnections() + this.#connections.sayGoodbye();
  }

  /** Takes no new connections. */
  stopListening(): void {
    this.#closed ??= closing(this.#server);
    this.#connections.closeSessions();
  }

  /** Waits for what is open, but not for longer than this. Resolves with the number of what is broken off. */
  async finish(mostMs: number): Promise<number> {
    const [requests, upgraded] = await Promise.all([
      this.#requests.finish(mostMs),
      this.#connections.upgradedEnd(mostMs),
      this.#connections.sessionsEnd(mostMs),
    ]);
    return requests + upgraded;
  }

  /** Closes whatever is left. */
  async close(): Promise<void> {
    this.stopListening();
    const closed = [this.#closed, this.#endpointsServer === null ? null : closing(this.#endpointsServer)];
    this.#connections.destroy();
    if (this.#endpointsServer !== null && 'closeAllConnections' in this.#endpointsServer)
      this.#endpointsServer.closeAllConnections();
    await Promise.all(closed);
  }
}

async function closing(server: AnyServer): Promise<void> {
  if (!server.listening) return;
  const closed = once(server, 'close');
  server.close();
  await closed;
}
