import type { ClientHttp2Session } from 'node:http2';
import { createRequire } from 'node:module';
import type { Socket } from 'node:net';
import type undici from 'undici';

/**
 * The parts of undici that are used, loaded by themselves: all of it (fetch, WebSocket, caches) takes five times as long
 * to load. So its version is pinned in package.json to the digit.
 */
const part = createRequire(import.meta.url);

/** One connection to a server; what it sends goes one after the other. */
export type Client = undici.Client;
export const Client: typeof undici.Client = part('undici/lib/dispatcher/client.js');

export const errors: typeof undici.errors = part('undici/lib/core/errors.js');

export const buildConnector: typeof undici.buildConnector = part('undici/lib/core/connect.js');

/** Names in lower case, from names and values in turn. */
export const parseHeaders: typeof undici.util.parseHeaders = part('undici/lib/core/util.js').parseHeaders;

const { kHTTP2Session }: { kHTTP2Session: symbol } = part('undici/lib/core/symbols.js');

/** The HTTP/2 session that undici speaks over this socket; null if it speaks HTTP/1.1. */
export function sessionOver(socket: Socket): ClientHttp2Session | null {
  return Reflect.get(socket, kHTTP2Session) ?? null;
}
