import type { RequestListener, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** The property of a connection that holds its latest response. */
const LATEST = Symbol('latest response');

interface Connection extends Socket {
  [LATEST]?: ServerResponse;
}

/** The requests that have come in and are not answered yet. */
export class OpenRequests {
  /**
   * Each keeps its latest response: when that is done, those before it are. Noting each response when it begins and when
   * it ends would cost a tenth of the throughput, a map of them a fiftieth.
   */
  readonly #connections = new Set<Connection>();
  #lastAnswers = false;

  /** Counts the requests that go to a listener. */
  counting(listener: RequestListener): RequestListener {
    return (request, response) => {
      const connection: Connection = request.socket;
      if (connection[LATEST] === undefined) this.#watch(connection);
      connection[LATEST] = response;
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

  #watch(connection: Connection): void {
    this.#connections.add(connection);
    connection.once('close', () => this.#connections.delete(connection));
  }

  #open(): ServerResponse[] {
    return [...this.#connections].flatMap(({ [LATEST]: response }) =>
      response === undefined || response.writableFinished || response.destroyed ? [] : [response],
    );
  }
}

/** Resolves when the response is closed, however it ends. */
function closed(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => response.once('close', resolve));
}
