import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

export interface FakeAgent {
  /** `host:port` to use in the place of Consul's. */
  address: string;
  /** When it was asked for the service, by `performance.now()`. */
  looks: readonly number[];
  /** When it has refused something. */
  refused: readonly number[];
  /** Refuses what is asked of this path from now on; null: nothing. */
  refuse(path: string | null): void;
  /** How many requests it had at a time, at most. */
  mostUnderWay(): number;
  close(): void;
}

/**
 * A fake agent of the service message-1, for a real one waits, keeps what it is told and refuses nothing on demand: it answers at
 * once, and has what it makes of a registration.
 */
export async function startFakeAgent({
  made = (registered) => registered,
}: {
  made?: (registered: object) => object;
} = {}): Promise<FakeAgent> {
  let underWay = 0;
  let mostUnderWay = 0;
  let known: unknown = null;
  let refusing: string | null = null;
  const looks: number[] = [];
  const refused: number[] = [];
  const check = 'message-1-ready';
  const server = createServer(async (request, response) => {
    const path = request.url?.replace('/v1', '') ?? '';
    if (refusing !== null && path.startsWith(refusing)) {
      refused.push(performance.now());
      return void response.writeHead(500).end('not now');
    }
    mostUnderWay = Math.max(mostUnderWay, ++underWay);
    const body = await text(request);
    if (path.startsWith('/agent/service/register')) {
      const { Name, ...registered } = JSON.parse(body);
      known = made({ ...registered, Service: Name, ContentHash: 'always the same' });
    }
    if (path.startsWith('/agent/service/deregister')) known = null;
    if (path.startsWith('/agent/service/message-1')) looks.push(performance.now());
    const checks = { [check]: { CheckID: check, ServiceID: 'message-1', Notes: '' } };
    const answer = path.startsWith('/agent/checks') ? checks : known;
    if (path.startsWith('/agent/service/message-1') && known === null)
      response.writeHead(404).end('unknown service');
    else response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(answer));
    underWay--;
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    looks,
    refused,
    refuse: (path) => {
      refusing = path;
    },
    mostUnderWay: () => mostUnderWay,
    close: () => server.close(),
  };
}
