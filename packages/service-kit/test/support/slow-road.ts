import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';

export interface SlowRoad extends AsyncDisposable {
  /** `host:port` to use in the place of Consul's. */
  address: string;
  /** How many requests to register have come so far. */
  registering(): number;
  /** From now on it takes so long. */
  takes(delayMs: number): void;
}

/**
 * A fake network: what is sent to register (or to another part of a path) arrives at the real Consul so many
 * milliseconds later, everything else at once. A real network does this too, but not when a test needs it.
 */
export async function slowRoadTo(
  consulAddress: string,
  delayMs: number,
  what = '/register',
): Promise<SlowRoad> {
  let delay = delayMs;
  let registering = 0;
  const server = createServer(async (request, response) => {
    const { method = 'GET' } = request;
    const body = await buffer(request);
    if (request.url?.includes('/register')) registering++;
    if (request.url?.includes(what)) await sleep(delay);
    const sent = fetch(`http://${consulAddress}${request.url}`, {
      method,
      ...(method === 'PUT' && { body }),
    });
    const answer = await sent.catch(() => null);
    // Consul is gone: so is the way to it.
    if (answer === null) return void response.destroy();
    const type = answer.headers.get('content-type') ?? 'text/plain';
    response.writeHead(answer.status, { 'Content-Type': type }).end(await answer.text());
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    registering: () => registering,
    takes: (ms) => {
      delay = ms;
    },
    async [Symbol.asyncDispose]() {
      await once(server.close(), 'close');
    },
  };
}
