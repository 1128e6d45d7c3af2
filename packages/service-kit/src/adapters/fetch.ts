import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import type { ReadableStream, ReadableStreamDefaultReader } from 'node:stream/web';
import type { TLSSocket } from 'node:tls';
import { reportFault } from '../servers/faults.js';

/** A handler in the style of the Fetch standard, as in Deno, Bun and workers. Node's own request and response come along. */
export type FetchHandler = (
  request: Request,
  node: { incoming: IncomingMessage; outgoing: ServerResponse },
) => Response | Promise<Response>;

/**
 * The handler of a fetch-style function. One that throws is answered with 500, without its message, which goes to the log.
 * `request.signal` aborts when the client has gone away before it was answered.
 */
export function fromFetch(handle: FetchHandler): RequestListener {
  return (request, response) => void answer(handle, request, response);
}

async function answer(
  handle: FetchHandler,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  const gone = new AbortController();
  outgoing.once('close', () => {
    if (!outgoing.writableFinished) gone.abort();
  });
  const url = urlOfRequest(incoming);
  if (url === null) return void outgoing.writeHead(400).end();
  // The standard has no requests of these kinds.
  if (/^(?:connect|trace|track)$/i.test(incoming.method ?? '')) return void outgoing.writeHead(501).end();
  const before = new Set(outgoing.getHeaderNames());
  try {
    const response = await handle(requestOf(incoming, url, gone.signal), { incoming, outgoing });
    await send(response, outgoing);
  } catch (error) {
    // The caller has gone away, or the handler has failed: only who is still there gets an answer.
    if (!gone.signal.aborted) reportFault(incoming, error);
    if (outgoing.headersSent) return void outgoing.destroy();
    // The answer that could not be sent has left its headers, its length among them.
    for (const name of outgoing.getHeaderNames()) if (!before.has(name)) outgoing.removeHeader(name);
    if (incoming.httpVersionMajor === 1) outgoing.statusMessage = '';
    outgoing.writeHead(500).end();
  }
}

/** A path that the standard's URL would make another one of: a proxy has judged the path as it came. */
const REWRITTEN = /\\|(?:^|\/)(?:\.|%2e){1,2}(?:[/?#]|$)/i;

/**
 * The URL of a request, with the path as it came; null where that is not possible. A path such as `//admin/secret` is a
 * path: as a relative URL it would name a host.
 */
function urlOfRequest({ url = '/', headers, socket }: IncomingMessage): URL | null {
  const scheme = (socket as TLSSocket).encrypted ? 'https' : 'http';
  const [origin, named] = /^https?:\/\/([^/?#]*)/i.exec(url) ?? [];
  const host = named ?? headers.host ?? headers[':authority'] ?? 'localhost';
  const rest = url.slice(origin?.length ?? 0);
  const [path = ''] = rest.split('?', 1);
  if (REWRITTEN.test(path) || !HOST.test(String(host))) return null;
  const written = `${origin ?? `${scheme}://${host}`}${rest.startsWith('/') ? '' : '/'}${rest}`;
  return URL.canParse(written) ? new URL(written) : null;
}

/** A host and perhaps its port, and nothing that would begin a path or be a user: it comes from the client. */
const HOST = /^(?:[^\s/?#@\\:[\]]+|\[[\da-f:.]+\])(?::\d*)?$/i;

function requestOf(incoming: IncomingMessage, url: URL, signal: AbortSignal): Request {
  const { method = 'GET', rawHeaders } = incoming;
  const pairs = rawHeaders.flatMap((name, index) =>
    // The pseudo-headers of HTTP/2 are in the URL and the method.
    index % 2 === 0 && !name.startsWith(':') ? [[name, rawHeaders[index + 1] ?? ''] as [string, string]] : [],
  );
  const hasBody = method !== 'GET' && method !== 'HEAD';
  return new Request(url, {
    method,
    headers: pairs,
    signal,
    ...(hasBody && { body: Readable.toWeb(incoming) as ReadableStream<Uint8Array>, duplex: 'half' }),
  } as RequestInit);
}

/** Sends a response. A body that is whole at once goes out with its length, others in chunks as they come. */
async function send(response: Response, outgoing: ServerResponse): Promise<void> {
  outgoing.statusCode = response.status;
  if (response.statusText !== '' && outgoing.req.httpVersionMajor === 1)
    outgoing.statusMessage = response.statusText;
  for (const [name, value] of response.headers) outgoing.appendHeader(name, value);
  if (response.body === null) return void outgoing.end();
  const reader = (response.body as ReadableStream<Uint8Array>).getReader();
  outgoing.once('close', () => {
    if (!outgoing.writableFinished) reader.cancel().catch(() => {});
  });
  const first = await reader.read();
  const next = reader.read();
  // A body that was given as a whole has ended a turn later.
  const second = await Promise.race([next, nextTurn()]);
  if (first.done || second?.done) {
    const whole = first.value ?? new Uint8Array();
    if (!outgoing.hasHeader('content-length')) outgoing.setHeader('content-length', whole.byteLength);
    return void outgoing.end(whole);
  }
  await write(outgoing, first.value);
  await copy(next, reader, outgoing);
}

async function copy(
  next: Promise<{ done: boolean; value?: Uint8Array | undefined }>,
  reader: ReadableStreamDefaultReader<Uint8Array>,
  outgoing: ServerResponse,
): Promise<void> {
  let read = await next;
  while (!read.done && !outgoing.destroyed) {
    await write(outgoing, read.value as Uint8Array);
    read = await reader.read();
  }
  outgoing.end();
}

/** Writes no faster than the client reads. */
async function write(outgoing: ServerResponse, chunk: Uint8Array): Promise<void> {
  if (outgoing.write(chunk) || outgoing.destroyed) return;
  await new Promise<void>((resolve) => {
    const go = () => {
      outgoing.off('drain', go);
      outgoing.off('close', go);
      resolve();
    };
    outgoing.on('drain', go);
    outgoing.on('close', go);
  });
}

function nextTurn(): Promise<null> {
  return new Promise((resolve) => setImmediate(resolve, null));
}
