import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One name with several addresses, a fake server behind each. */
export interface NamedServers extends AsyncDisposable {
  /** The options of `verify` that lead there. */
  options: { target: string; resolve: string[] };
  /** The port that all of them have. */
  port: number;
  /** Requests that each address got, in the order of the addresses. */
  asked: number[];
}

/** A port that is free at one address may be taken at another one: so many are tried. */
const MOST_TRIES = 20;

/** Serves at 127.0.0.1, 127.0.0.2, … on one port, with a listener for each; where it is null, connections are refused. */
export async function serversAt(...listeners: readonly (RequestListener | null)[]): Promise<NamedServers> {
  const addresses = listeners.map((_, index) => `127.0.0.${index + 1}`);
  const asked = listeners.map(() => 0);
  const servers = listeners.map((listener, index) =>
    listener === null
      ? null
      : createServer((request, response) => {
          asked[index] = (asked[index] ?? 0) + 1;
          listener(request, response);
        }),
  );
  const port = await listenTogether(servers, addresses);
  return {
    port,
    asked,
    options: {
      target: `http://shop.test:${port}/version`,
      resolve: [`shop.test:${port}:${addresses.join(',')}`],
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(servers.map(close));
    },
  };
}

async function listenTogether(servers: readonly (Server | null)[], addresses: string[]): Promise<number> {
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    let port = 0;
    try {
      for (const [index, server] of servers.entries()) {
        if (server === null) continue;
        await listen(server, port, addresses[index]);
        port = (server.address() as AddressInfo).port;
      }
      return port;
    } catch {
      await Promise.all(servers.map(close));
    }
  }
  throw new Error('no port is free at all of the addresses');
}

function listen(server: Server, port: number, address: string | undefined): Promise<void> {
  return new Promise((listening, failed) => {
    server.once('error', failed);
    server.listen(port, address, () => {
      server.off('error', failed);
      listening();
    });
  });
}

async function close(server: Server | null): Promise<void> {
  if (server === null || !server.listening) return;
  server.closeAllConnections();
  await new Promise((closed) => server.close(closed));
}

/** The listener, each answer so many milliseconds later. */
export function slow(ms: number, listener: RequestListener): RequestListener {
  return (request, response) => {
    setTimeout(() => listener(request, response), ms);
  };
}

/** Canaries by chance: `share` of the requests. */
export function byChance(
  share: number,
  random: () => number,
  [stable, canary]: [RequestListener, RequestListener],
): RequestListener {
  return (request, response) => (random() < share ? canary : stable)(request, response);
}
