import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { beforeAll, expect, test } from 'vitest';

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
  'half a million names': (_request, response) => {
    const names = Array.from({ length: 330_000 }, (_, index) => `"n${index}":0`);
    response.writeHead(200, { 'content-type': 'application/json' }).end(`{${names.join(',')}}`);
  },
  'one within the other': (_request, response) => {
    const depth = 30_000;
    const text = `${'{"a long name":'.repeat(depth)}0${'}'.repeat(depth)}`;
    response.writeHead(200, { 'content-type': 'application/json' }).end(text);
  },
  'headers without end': (request) => {
    const { socket } = request;
    socket.write('HTTP/1.1 200 OK\r\n');
    endless(socket, 'X-Long: '.padEnd(16_000, 'x').concat('\r\n'));
  },
  'interim answers without end': (request) => {
    endless(request.socket, 'HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n'.repeat(100));
  },
  'one byte after the other': (_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    const timer = setInterval(() => response.write('1'), 50);
    response.once('close', () => clearInterval(timer));
  },
  'an error without end': (_request, response) => {
    response.writeHead(500);
    endless(response, 'x'.repeat(65_536));
  },
};

function endless(stream: Writable, chunk: string): void {
  const write = () => {
    while (!stream.destroyed && stream.write(chunk));
  };
  stream.on('drain', write).on('error', () => {});
  write();
}

/** By how much a service and a discovery grow in their first seconds with this Consul, in MB. */
async function growthWith(listener: RequestListener): Promise<{ grownMB: number; lines: string }> {
  const server = createServer(listener);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const program = fileURLToPath(new URL('../fixtures/under-siege.js', import.meta.url));
  const child = fork(program, { env: { CONSUL_HTTP_ADDR: address }, execArgv: ['--expose-gc'] });
  const [message] = await once(child, 'message');
  server.closeAllConnections();
  server.close();
  return message as { grownMB: number; lines: string };
}

/** What every program grows by: one whose Consul refuses with a word. */
let ordinary = 0;
beforeAll(async () => {
  ({ grownMB: ordinary } = await growthWith((_request, response) => response.writeHead(500).end('no')));
});

test.each(Object.entries(BODIES))(
  '%s takes at most 32 MB of memory more than a refusal',
  async (_, listener) => {
    const { grownMB, lines } = await growthWith(listener);
    expect(lines).toMatch(
      /longer than \d+ bytes|made of empty values|no answer within|UND_ERR_HEADERS_OVERFLOW/,
    );
    expect(grownMB - ordinary).toBeLessThanOrEqual(32);
  },
);
