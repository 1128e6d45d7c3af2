import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

/** A fake service, to provoke what real ones do not do on demand: responses of any kind, or none. */
export interface FakeServer extends AsyncDisposable {
  url: string;
}

/** Serves with `listener` on a free port of the loopback interface. */
export async function fakeServer(listener: RequestListener): Promise<FakeServer> {
  const server = createServer(listener);
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/version`,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((closed) => server.close(closed));
    },
  };
}

/** A listener that gives each request to the next of the listeners, over and over: an exact round robin. */
export function inTurn(...listeners: RequestListener[]): RequestListener {
  let turn = 0;
  return (request, response) => listeners[turn++ % listeners.length]?.(request, response);
}

/** A replica as service-kit would answer for it. */
export function replica(track: 'stable' | 'canary', instance: string): RequestListener {
  const headers = {
    'X-Service-Track': track,
    'X-Service-Version': track === 'canary' ? '1.1.0' : '1.0.0',
    'X-Service-Instance': instance,
  };
  return (_, response) => response.writeHead(200, headers).end('{}');
}

/** A replica of a version by name. */
export function replicaOf(version: string, track: 'stable' | 'canary', body = '{}'): RequestListener {
  const headers = { 'X-Service-Track': track, 'X-Service-Version': version };
  return (_, response) => response.writeHead(200, headers).end(body);
}
