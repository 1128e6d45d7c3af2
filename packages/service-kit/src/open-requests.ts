import type { RequestListener, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** The requests that have come in and are not answered yet. */
export class OpenRequests {
  /**
   * The latest response of each connection: when it is done, those before it are. Noting each response when it begins
   * and when it ends would cost a tenth of the throughput.
   */
  readonly #latest = new Map<Socket, ServerResponse>();
  #lastAnswers = false;

  /** Counts the requests that go to a listener. */
  counting(listener: RequestListener): RequestListener {
    return (request, response) => {
      const { socket } = request;
      if (!this.#latest.has(socket)) socket.once('close', () => this.#latest.delete(socket));
      this.#latest.set(socket, response);
      if (this.#lastAnswers) response.setHeader('Connection', 'close');
      listener(request, response);
    };
  }

  /** From now on each answer is the last one on its connection. */
  closeConnections(): void {
    this.#lastAnswers = true;
    for (const response of this.#open()) if (!response.headersSent) response.setHeader('Connection', 'close');
  }

  /** Waits until none is open, but not for longer than this. Resolves with the number that still are. */
  async finish(mostMs: number): Promise<number> {
    let deadline: NodeJS.Timeout | undefined;
    let late = false;
    const patience = new Promise<void>((resolve) => {
      deadline = setTimeout(resolve, mostMs);
    }).then(() => {
      late = true;
    });
    // Again and again: an open connection may bring one more request.
    while (this.#open().length > 0 && !late)
      await Promise.race([patience, Promise.all(this.#open().map(closed))]);
    clearTimeout(deadline);
    return this.#open().length;
  }

  #open(): ServerResponse[] {
    return [...this.#latest.values()].filter((response) => !response.writableFinished && !response.destroyed);
  }
}

/** Whatever becomes of a response, it is closed in the end. */
function closed(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => response.once('close', resolve));
}
