import type { RequestListener, ServerResponse } from 'node:http';

/** The requests that have come in and are not answered yet. */
export class OpenRequests {
  readonly #open = new Set<ServerResponse>();
  #lastAnswers = false;
  #onNone: () => void = () => {};

  /** Counts the requests that go to a listener. */
  counting(listener: RequestListener): RequestListener {
    return (request, response) => {
      this.#open.add(response);
      response.once('close', () => this.#closed(response));
      if (this.#lastAnswers) response.setHeader('Connection', 'close');
      listener(request, response);
    };
  }

  /** From now on each answer is the last one on its connection. */
  closeConnections(): void {
    this.#lastAnswers = true;
    for (const response of this.#open) if (!response.headersSent) response.setHeader('Connection', 'close');
  }

  /** Waits until none is open, but not for longer than this. Resolves with the number that still are. */
  async finish(mostMs: number): Promise<number> {
    if (this.#open.size > 0)
      await new Promise<void>((resolve) => {
        const deadline = setTimeout(resolve, mostMs);
        this.#onNone = () => {
          clearTimeout(deadline);
          resolve();
        };
      });
    return this.#open.size;
  }

  #closed(response: ServerResponse): void {
    this.#open.delete(response);
    if (this.#open.size === 0) this.#onNone();
  }
}
