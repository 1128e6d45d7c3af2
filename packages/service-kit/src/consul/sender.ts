import type { Dispatcher } from 'undici';
import { isBloated } from './bloated.js';
import type { ConsulSettings } from './settings.js';

/** A request as npm `consul` has made it: path, headers and body are as they go out. */
export interface RequestToSend {
  req: { path: string; method: Dispatcher.HttpMethod; headers: Record<string, string> };
  body?: Buffer;
  opts: { timeoutMs: number; mostBytes: number; signal?: AbortSignal };
}

/** Calls `next(false, …)` with the answer or the error, just as they are; the client then sends nothing itself. */
export type RequestExtension = (
  request: RequestToSend,
  next: (more: false, outcome: AgentAnswer | Error) => void,
) => void;

/** Consul has answered, but not with a 2xx. */
export class Refused extends Error {
  override readonly name = 'Refused';

  constructor(
    readonly status: number,
    readonly body: unknown,
  ) {
    super(`answered ${status}`);
  }
}

/** The answer was longer than any that makes sense. What was read of it is forgotten. */
export class TooLong extends Error {
  override readonly name = 'TooLong';

  constructor(mostBytes: number) {
    super(`the answer is longer than ${mostBytes} bytes`);
  }
}

/** The answer is made of hardly anything but brackets or names. */
export class Bloated extends Error {
  override readonly name = 'Bloated';

  constructor() {
    super('the answer is not one of a Consul: it is made of empty values, or of names');
  }
}

/** The call has taken longer than it may. */
export class TimedOut extends Error {
  override readonly name = 'TimedOut';

  constructor(readonly timeoutMs: number) {
    super(`no answer within ${timeoutMs} ms`);
  }
}

/**
 * Sends requests through undici, not `node:http` as npm `consul` does by itself: V8 compiles Node's code for outgoing
 * messages anew, and slower, once it writes requests as well as responses. That cost the service 2 to 4 % of all that it
 * answers (bench/throughput.ts), for a handful of requests to Consul.
 *
 * @param onConnected Gets the address that each connection comes from; null if it has none.
 */
export async function sender(
  settings: ConsulSettings,
  onConnected: (localAddress: string | null) => void,
): Promise<RequestExtension> {
  const { url, prefix, tls, socketPath, timeoutMs } = settings;
  const undici = await import('undici');
  const { ca, ...connection } = tls;
  const connect = undici.buildConnector({
    ...connection,
    ...(ca !== undefined && { ca: [...ca] }),
    timeout: timeoutMs,
    ...(socketPath !== null && { socketPath }),
  });
  const dispatcher = new undici.Agent({
    connect: (options, callback) =>
      connect(options, (...outcome) => {
        const [error, socket] = outcome;
        if (error === null) onConnected(socket.localAddress ?? null);
        callback(...outcome);
      }),
    // A connection for each call: one kept open would be found dead after the agent's restart.
    pipelining: 0,
    // The deadline below is for the whole call.
    headersTimeout: 0,
    bodyTimeout: 0,
  });
  const send = async ({ req, body, opts }: RequestToSend): Promise<AgentAnswer> => {
    const { method, path, headers } = req;
    using deadline = within(opts);
    const { signal } = deadline;
    const options = { method, headers, body: body ?? null, dispatcher, signal };
    const { statusCode, ...answer } = await undici.request(new URL(url.origin + prefix + path), options);
    const text = await textOf(answer.body, opts.mostBytes);
    const json = text !== '' && /^application\/json\b/.test(String(answer.headers['content-type']));
    if (json && isBloated(text)) throw new Bloated();
    const read: unknown = json ? JSON.parse(text) : text;
    if (statusCode < 200 || statusCode > 299) throw new Refused(statusCode, read);
    return { headers: answer.headers, body: read };
  };
  return (request, next) =>
    void send(request).then(
      (answer) => next(false, answer),
      (error) => next(false, error),
    );
}

/** Reads a body to its end, but no more than this. */
async function textOf(body: AsyncIterable<Buffer>, mostBytes: number): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.length;
    // Leaving the loop destroys the stream, and with it the connection.
    if (bytes > mostBytes) throw new TooLong(mostBytes);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

/** A signal that aborts when the call's own does, or when its time is up. */
function within({ timeoutMs, signal }: RequestToSend['opts']): Disposable & { signal: AbortSignal } {
  const controller = new AbortController();
  const abort = () => controller.abort();
  const timer = setTimeout(() => controller.abort(new TimedOut(timeoutMs)), timeoutMs);
  signal?.addEventListener('abort', abort, { once: true });
  if (signal?.aborted) abort();
  return {
    signal: controller.signal,
    [Symbol.dispose]() {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
    },
  };
}

export interface AgentAnswer {
  headers: Readonly<Record<string, string | string[] | undefined>>;
  body: unknown;
}
