import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { quoted, UsageError } from '../text/usage-error.js';
import { answerPath } from './answers.js';
import type { Watched } from './standing.js';

/** Where somebody listens. */
export interface Listening extends AsyncDisposable {
  /** `http://127.0.0.1:9464`. */
  readonly url: string;
}

/** An address to listen at. */
export interface ListenAddress {
  host: string;
  port: number;
}

/**
 * Reads `:9464`, which is this machine alone, or `0.0.0.0:9464`, `[::]:9464`.
 *
 * @throws UsageError
 */
export function readListenAddress(written: string): ListenAddress {
  const [, bracketed, bare, digits = ''] = /^(?:\[([0-9a-f:.]+)\]|([\w.-]*)):(\d{1,5})$/i.exec(written) ?? [];
  const port = Number(digits);
  if (digits !== '' && port <= 65_535) return { host: bracketed ?? (bare || '127.0.0.1'), port };
  throw new UsageError(
    'listen',
    `must be a port of this machine, for example :9464, or an address and a port, for example 0.0.0.0:9464; got ${quoted(written)}`,
  );
}

/** A client may take so long for a request, in milliseconds. */
const REQUEST_WITHIN_MS = 5_000;
/** More connections at once are closed: a scrape takes one. */
const MOST_CONNECTIONS = 100;
/** More of a body is not read: whoever posts says nothing that is needed. */
const MOST_BODY_BYTES = 64 * 1024;

/**
 * Answers what is known of the traffic over HTTP, until it is disposed of. Whoever is slow, says much or never ends is hung up on.
 * `watched`: what is known now. @throws UsageError when nobody can listen there.
 */
export async function listen({ host, port }: ListenAddress, watched: () => Watched): Promise<Listening> {
  const server = createServer(
    { maxHeaderSize: 8 * 1024, requestTimeout: REQUEST_WITHIN_MS },
    (request, response) => {
      let bytes = 0;
      request.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
        if (bytes > MOST_BODY_BYTES) request.destroy();
      });
      request.on('error', () => {});
      const [path = ''] = (request.url ?? '').split('?');
      const answer = answerPath({ method: request.method ?? '', path }, watched(), Date.now());
      response.writeHead(answer.status, {
        'Content-Type': answer.type,
        'Content-Length': Buffer.byteLength(answer.body),
        'Cache-Control': 'no-store',
      });
      response.end(request.method === 'HEAD' ? undefined : answer.body);
    },
  );
  server.headersTimeout = REQUEST_WITHIN_MS;
  server.keepAliveTimeout = REQUEST_WITHIN_MS;
  server.timeout = 2 * REQUEST_WITHIN_MS;
  server.maxConnections = MOST_CONNECTIONS;
  await begin(server, { host, port });
  const { port: own } = server.address() as AddressInfo;
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${own}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}

function begin(server: Server, { host, port }: ListenAddress): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) =>
      reject(new UsageError('listen', `cannot be used: ${error.message.replace(/^listen /, '')}`)),
    );
    server.listen(port, host, () => resolve());
  });
}
