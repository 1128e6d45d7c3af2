import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { isHeadOpen, isHttp2 } from './intercept.js';

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
  /** Of HTTP/2, where a connection has many at a time. */
  readonly #multiplexed = new Set<ServerResponse>();
  #lastAnswers = false;

  /** Counts the requests that go to a listener. */
  counting(listener: RequestListener): RequestListener {
    return (request, response) => {
      if (isHttp2(request)) this.#note(response);
      else {
        const connection: Connection = request.socket;
        if (connection[LATEST] === undefined) this.#watch(connection);
        connection[LATEST] = response;
        if (this.#lastAnswers) response.setHeader('Connection', 'close');
      }
      listener(request, response);
    };
  }

  /** How many are open. */
  get count(): number {
    return this.#open().length;
  }

  /**
   * From now on each answer is the last one on its connection. Event streams, which would not end by themselves, end here;
   * resolves with their number.
   */
  closeConnections(): number {
    this.#lastAnswers = true;
    for (const { [LATEST]: response } of this.#connections)
      if (response !== undefined && isHeadOpen(response)) response.setHeader('Connection', 'close');
    const streams = this.#open().filter(isEventStream);
    for (const stream of streams) {
      // The application may still write into it, which must not end the process.
      stream.on('error', () => {});
      stream.end();
    }
    return streams.length;
  }

  /** Waits until none is open, but not for longer than this. Resolves with the number that still are. */
  async finish(mostMs: number): Promise<number> {
    let deadline: NodeJS.Timeout | undefined;
    let late = false;
    const patience = new Promise<void>((resolve) => {
      deadline = setTimeout(resolve, Math.max(0, mostMs));
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

  #note(response: ServerResponse): void {
    this.#multiplexed.add(response);
    response.once('close', () => this.#multiplexed.delete(response));
  }

  #open(): ServerResponse[] {
    const latest = [...this.#connections].flatMap(({ [LATEST]: response }) =>
      response === undefined || response.writableFinished || response.destroyed ? [] : [response],
    );
    return [...latest, ...this.#multiplexed];
  }
}

/** Server-sent events: whoever listens comes back by itself when such a stream ends. */
function isEventStream(response: ServerResponse): boolean {
  return response.headersSent && /^text\/event-stream\b/i.test(String(response.getHeader('content-type')));
}

/** Resolves when the response is closed, however it ends. */
function closed(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => response.once('close', resolve));
}

/** Whether the request is one for a WebSocket. */
export function isWebSocket(request: IncomingMessage): boolean {
  return String(request.headers.upgrade).toLowerCase() === 'websocket';
}
