import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

// Fakes: a real Consul does none of this.
const BODIES: Record<string, RequestListener> = {
  'an endless text': (_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    endless(response, '"'.padEnd(65_536, 'x'));
  },
  'endless brackets': (_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    endless(response, '[[],'.repeat(16_384));
  },
  'a list of millions of nothing': (_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' }).end(`[${'[],'.repeat(1_300_000)}0]`);
  },
  'an error without end': (_request, response) => {
    response.writeHead(500);
    endless(response, 'x'.repeat(65_536));
  },
};

function endless(response: Parameters<RequestListener>[1], chunk: string): void {
  const write = () => {
    while (!response.destroyed && response.write(chunk));
  };
  response.on('drain', write);
  write();
}

test.each(Object.entries(BODIES))('%s takes at most 32 MB of memory', async (_what, listener) => {
  const server = createServer(listener);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const program = fileURLToPath(new URL('../fixtures/under-siege.js', import.meta.url));
  const child = fork(program, { env: { CONSUL_HTTP_ADDR: address }, execArgv: ['--expose-gc'] });
  const [{ grownMB, complained }] = (await once(child, 'message')) as [
    { grownMB: number; complained: boolean },
  ];
  expect(complained).toBe(true);
  expect(grownMB).toBeLessThanOrEqual(32);
  server.closeAllConnections();
  server.close();
});
