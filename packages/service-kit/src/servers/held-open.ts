import type { AnyServer } from './any-server.js';

type Callback = (error?: Error) => void;

/**
 * Keeps a server open when the application closes it: proxies still send requests, and would be refused. Programs close their
 * server at the signal, and frameworks do it for them. They are told that it is closed when the service has left.
 */
export class HeldOpen {
  readonly #close: (callback?: Callback) => unknown;
  #leave: () => Promise<unknown> = async () => {};
  #released = false;

  constructor(server: AnyServer) {
    this.#close = server.close.bind(server);
    server.close = ((callback?: Callback) => {
      if (this.#released || !server.listening) this.#close(callback);
      else void this.#leave().then(() => callback?.());
      return server;
    }) as typeof server.close;
  }

  /** Calls this when the application closes the server, and tells the application when what comes of it is done. */
  whenClosing(leave: () => Promise<unknown>): void {
    this.#leave = leave;
  }

  /** From now on it closes when it is told to. */
  release(): void {
    this.#released = true;
  }
}
