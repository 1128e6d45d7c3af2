import { createServer, type Server } from 'node:http';
import type { Http2SecureServer, Http2Server } from 'node:http2';
import type { Server as SecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { ServerSettings } from './server-options.js';

/** A server of `node:http`, `node:https` or `node:http2`. */
export type AnyServer = Server | SecureServer | Http2Server | Http2SecureServer;

/** Longer than a proxy keeps an idle connection (HAProxy: 5 s): it should be the one to close it. */
const KEEP_ALIVE_MS = 75_000;
/** Node's own, up to version 24. */
const NODES_KEEP_ALIVE_MS = 5_000;

/** The server for an application that brings none. */
export function createOwnServer({ http, tls }: Pick<ServerSettings, 'http' | 'tls'>): Server {
  const options = { keepAliveTimeout: KEEP_ALIVE_MS, ...http };
  if (tls === null) return createServer(options);
  // Loaded for those who speak TLS only: it takes as long as all the rest.
  return process.getBuiltinModule('node:https').createServer({ ...options, ...tls.read() });
}

export function protocolOf(server: AnyServer): 'http' | 'https' {
  return 'setSecureContext' in server ? 'https' : 'http';
}

/** Whether it speaks HTTP/2 and nothing else: Consul's checks do not. */
export function isHttp2Only(server: AnyServer): boolean {
  return !('closeAllConnections' in server) && protocolOf(server) === 'http';
}

/** Where a server listens: on this port, of all addresses or one. */
export interface ListeningAt {
  port: number;
  host: string | null;
}

/** Resolves with the address and port that are really bound. One that listens already does so where it likes. */
export async function listen(server: AnyServer, { port, host }: ListeningAt): Promise<AddressInfo> {
  if ('keepAliveTimeout' in server && server.keepAliveTimeout === NODES_KEEP_ALIVE_MS)
    server.keepAliveTimeout = KEEP_ALIVE_MS;
  if (!server.listening)
    await new Promise<void>((resolve, reject) => {
      const failed = (cause: NodeJS.ErrnoException) => {
        const where = host === null ? '' : ` of ${host}`;
        reject(new Error(`Cannot listen on port ${port}${where}: ${cause.code ?? cause.message}`, { cause }));
      };
      server.once('error', failed);
      server.listen({ port, ...(host !== null && { host }) }, () => {
        server.off('error', failed);
        resolve();
      });
    });
  const address = server.address();
  if (address === null || typeof address === 'string')
    throw new Error('The server listens on a socket file: Consul and proxies want a port');
  return address;
}
