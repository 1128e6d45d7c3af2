import { once } from 'node:events';
import { createServer } from 'node:http';

/** What is registered in Consul by its agent's API, as no service-kit would. */
export interface RawInstance {
  service: string;
  id: string;
  track: 'stable' | 'canary';
  weight?: number;
  /** A check of its own that says this, for good. Default: no check, which is passing. */
  status?: 'critical' | 'warning';
  /** Nobody listens at its address. */
  absent?: boolean;
}

/** Answers as a replica would, and registers it. It is deregistered by `leave`, and ends when it is disposed of. */
export async function startRaw(
  consul: string,
  { service, id, track, weight = 1, status, absent = false }: RawInstance,
): Promise<AsyncDisposable & { leave(): Promise<void> }> {
  const headers = { 'X-Service-Track': track, 'X-Service-Version': '1.0.0', 'X-Service-Instance': id };
  const server = createServer((_, response) => response.writeHead(200, headers).end('{}'));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  if (absent) server.close();
  await put(`${consul}/v1/agent/service/register`, {
    ...{ ID: id, Name: service, Address: '127.0.0.1', Port: port },
    Weights: { Passing: weight, Warning: weight },
    ...(status === undefined ? {} : { Check: { Name: 'disk', TTL: '10m', Status: status } }),
  });
  const leave = () => put(`${consul}/v1/agent/service/deregister/${id}`, {});
  return {
    leave,
    async [Symbol.asyncDispose]() {
      await leave().catch(() => {});
      server.closeAllConnections();
      server.close();
    },
  };
}

export async function put(url: string, body: object): Promise<void> {
  const response = await fetch(url, { method: 'PUT', body: JSON.stringify(body) });
  if (!response.ok) throw new Error(`${url}: ${response.status} ${await response.text()}`);
}
