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
}

/**
 * A fake network: what is sent to register arrives at the real Consul so many milliseconds later, everything else
 * at once. A real network does this too, but not when a test needs it.
 */
export async function slowRoadTo(consulAddress: string, delayMs: number): Promise<SlowRoad> {
  let registering = 0;
  const server = createServer(async (request, response) => {
    const { method = 'GET' } = request;
    const body = await buffer(request);
    if (request.url?.includes('/register')) {
      registering++;
      await sleep(delayMs);
    }
    const answer = await fetch(`http://${consulAddress}${request.url}`, {
      method,
      ...(method === 'PUT' && { body }),
    });
    const type = answer.headers.get('content-type') ?? 'text/plain';
    response.writeHead(answer.status, { 'Content-Type': type }).end(await answer.text());
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    registering: () => registering,
    async [Symbol.asyncDispose]() {
      await once(server.close(), 'close');
    },
  };
}
